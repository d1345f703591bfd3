import { createApp } from 'vue'
import App from './App.vue'
import { device } from './device.ts'
import { makeLedger, provideLedger } from './ledger.ts'
import { makeRouter } from './router.ts'
import './style.css'
import { makeTexts, provideTexts } from './texts.ts'

const app = createApp(App)
const texts = makeTexts()
const ledger = makeLedger(device(texts))
provideTexts(app, texts)
provideLedger(app, ledger)
void ledger.start()
app.use(makeRouter()).mount('#app')
