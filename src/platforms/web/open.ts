import type { ChatPlatform, Opening } from '../../platform.ts'
import { createWeb } from './server.ts'
import { waysOf } from './sign-in/ways.ts'

export async function openWeb(opening: Opening): Promise<ChatPlatform> {
  const { settings, log, references, machineNow } = opening
  const ways = await waysOf(opening)
  return {
    name: 'web',
    listen: async ({ handle, hearsGuest, http, pages }) => {
      http.use(
        createWeb({ handle, hearsGuest, pages, settings, ways, log, doctor: { references, machineNow } }),
      )
    },
    // People open pages; none is sent to them.
    send: async () => ({ state: 'refused', reason: 'nothing is sent to a page' }),
    edit: async () => ({ state: 'refused', reason: 'nothing is sent to a page' }),
    find: async () => ({ state: 'cannot-look' }),
    hearing: () => ({ kind: 'hears' }),
    examine: async () => (await import('./doctor/examine.ts')).examineWeb(opening, ways),
    close: async () => {},
  }
}
