import { configDefaults, defineConfig } from 'vitest/config'
import shared from './vitest.config.ts'

const OF_THE_RECORD = [
  'app',
  'commands',
  'data',
  'deliveries',
  'editions',
  'plan-changes',
  'postgresql',
  'scenarios',
  'status',
]

/** The tests of the record, on a PostgreSQL server of their own. */
export default defineConfig({
  test: {
    ...shared.test,
    exclude: configDefaults.exclude,
    include: OF_THE_RECORD.map((folder) => `test/${folder}/**/*.test.ts`),
    globalSetup: ['test/support/postgresql.ts', 'test/support/build.ts'],
  },
})
