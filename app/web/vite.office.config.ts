import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { cutTexts, plainImports, startingChunk } from './build/release.ts'

/* The office is built on its own, before the phone's app: in one build the two would share chunks, and the phone
   would load what only the office needs. */
export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } }), cutTexts(), plainImports()],
  publicDir: false,
  build: {
    target: ['chrome87', 'safari14'],
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: { office: 'office.html' },
      output: {
        entryFileNames: 'assets/office-[hash].js',
        assetFileNames: 'assets/office-[name]-[hash][extname]',
        codeSplitting: {
          groups: [startingChunk(fileURLToPath(new URL('src/office/main.ts', import.meta.url)), 'office')],
        },
      },
    },
  },
})
