import type { Pages } from '../../src/platform.ts'

/** For a platform that shows none. */
export const NO_PAGES: Pages = {
  now: () => new Date(0),
  machineNow: () => new Date(0),
  whoIs: async () => undefined,
  isAsking: () => false,
  sessions: {
    begin: async () => '',
    find: async () => undefined,
    end: async () => {},
    linked: async () => undefined,
    useLink: async () => undefined,
    beginAttempt: async () => '',
    useAttempt: async () => undefined,
    keepNote: async () => '',
    findNote: async () => undefined,
    seals: async () => ({ sealOf: () => '', isSeal: () => false }),
  },
  assistants: { find: async () => undefined, linesFor: async () => [], version: async () => '' },
  calendars: { at: async () => undefined, meeting: async () => undefined },
  published: async () => undefined,
  files: {
    png: async () => Buffer.alloc(0),
    paper: async () => Buffer.alloc(0),
    spreadsheet: async () => Buffer.alloc(0),
  },
}
