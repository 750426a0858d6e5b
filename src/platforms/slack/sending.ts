import type { WebClient } from '@slack/web-api'
import type { Opening, Sender } from '../../platform.ts'

export function createSender(_opening: Opening, _client: WebClient): Sender {
  return {
    name: 'slack',
    send: async () => ({ state: 'later', seconds: null }),
    edit: async () => ({ state: 'later', seconds: null }),
    find: async () => ({ state: 'cannot-look' }),
  }
}
