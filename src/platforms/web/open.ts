import type { ChatPlatform, Opening } from '../../platform.ts'
import { createWeb } from './server.ts'

export async function openWeb({ settings, log }: Opening): Promise<ChatPlatform> {
  return {
    name: 'web',
    listen: async ({ handle, http, pages }) => {
      http.use(createWeb({ handle, pages, settings, log }))
    },
    // People open pages; none is sent to them.
    send: async () => ({ state: 'refused', reason: 'nothing is sent to a page' }),
    edit: async () => ({ state: 'refused', reason: 'nothing is sent to a page' }),
    find: async () => ({ state: 'cannot-look' }),
    hearing: () => ({ kind: 'hears' }),
    examine: async () => [],
    close: async () => {},
  }
}
