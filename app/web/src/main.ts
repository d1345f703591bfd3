import { createApp } from 'vue'
import App from './App.vue'
import { device } from './device.ts'
import { makeLedger, provideLedger } from './ledger.ts'
import { makePages } from './pages.ts'
import { makeRouter, provideRouter } from './route.ts'
import './style.css'
import './tokens.css'
import { makeTexts, provideTexts } from './texts.ts'

const app = createApp(App)
const texts = makeTexts()
const ledger = makeLedger(device(texts))
provideTexts(app, texts)
provideLedger(app, ledger)
provideRouter(app, makeRouter(makePages(texts), window))
void ledger.start()
app.mount('#app')
