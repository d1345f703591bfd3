import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { cutTexts, plainImports, release, startingChunk } from './build/release.ts'

export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } }), cutTexts(), plainImports(), release()],
  build: {
    // The office's files, built before, are there already.
    emptyOutDir: false,
    target: ['chrome87', 'safari14'],
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: 'index.html', worker: 'src/worker.ts' },
      output: {
        entryFileNames: chunk => (chunk.name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [startingChunk(fileURLToPath(new URL('src/main.ts', import.meta.url)))] },
      },
    },
  },
  // OUTREACH_API: where a started ledger listens, for `vite dev`.
  server: { proxy: { '/api': process.env.OUTREACH_API ?? 'http://127.0.0.1:8080' } },
})
