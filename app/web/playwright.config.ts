import { defineConfig } from '@playwright/test'

/** The browser: OUTREACH_CHROMIUM, by default where Debian puts it. */
const executablePath = process.env.OUTREACH_CHROMIUM ?? '/usr/bin/chromium'

const apart = ['**/times.spec.ts', '**/screenshots.spec.ts']

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/results',
  globalSetup: './e2e/setup.ts',
  fullyParallel: true,
  // Two processors are not busy with two browsers. Three share them, so a wait may take half as long again as with two.
  workers: 3,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 360, height: 740 },
    actionTimeout: 15_000,
    launchOptions: { executablePath, args: quiet },
  },
  // Pictures for the documents and times are made on their own (npm run screenshots, npm run times).
  projects: process.env.OUTREACH_SCREENSHOTS
    ? [{ name: 'screenshots', testMatch: '**/screenshots.spec.ts' }]
    : process.env.OUTREACH_TIMES
      ? [{ name: 'times', testMatch: '**/times.spec.ts', fullyParallel: false, workers: 1 }]
      : [
          { name: 'phone', testIgnore: ['**/office/**', ...apart] },
          {
            name: 'office',
            testMatch: '**/office/**/*.spec.ts',
            testIgnore: apart,
            use: { viewport: { width: 1440, height: 900 } },
          },
        ],
})
