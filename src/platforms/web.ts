import type { PlatformFile } from '../platform.ts'

/** Pages for browsers, beside the chats: what can be said there can be said here. */
const web: PlatformFile = {
  title: 'the web',
  isConfigured: ({ WEB }) => WEB === 'on',
  open: async (opening) => (await import('./web/open.ts')).openWeb(opening),
}

export default web
