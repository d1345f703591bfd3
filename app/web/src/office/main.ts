import { createApp } from 'vue'
import { makeRouter, provideRouter } from '../route.ts'
import '../style.css'
import '../tokens.css'
import { browser, makeOffice, provideOffice } from './office.ts'
import './office.css'
import { makePages } from './pages.ts'
import Shell from './Shell.vue'
import { makeTexts, provideTexts } from './texts.ts'

const app = createApp(Shell)
const texts = makeTexts()
const office = makeOffice(browser(), texts)
provideTexts(app, texts)
provideOffice(app, office)
provideRouter(app, makeRouter(makePages(texts), window))
void office.start()
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void office.recheck()
})
app.mount('#app')
