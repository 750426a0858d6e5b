import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need a server: npm run test:postgresql.
    exclude: [...configDefaults.exclude, 'test/postgresql/**'],
    // No test leaves anything behind in a module, so files may share them: loading them anew is most of the time.
    isolate: false,
    // Nearly every test keeps its core busy: another worker would only load everything once more.
    maxWorkers: '100%',
    reporters: ['default', './test/support/skips.ts'],
    globalSetup: 'test/support/build.ts',
    env: { NO_COLOR: '1' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
