import { setTimeout as pause } from 'node:timers/promises'
import { SetupError } from '../../errors.ts'
import type { ChatPlatform, Opening } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { allowedTenants } from './admission.ts'
import { createAnswering } from './answers.ts'
import type { Credentials } from './authentication.ts'
import { createSdk } from './botbuilder.ts'
import { createCards } from './cards.ts'
import { mount } from './endpoint.ts'
import { examineTeams } from './examine.ts'
import { isLoopbackUrl } from './loopback.ts'
import { type Clock, createPace } from './pacing.ts'
import { createFindSpeaker } from './people.ts'
import { createMemory } from './reference.ts'
import { createSender } from './sender.ts'

/** What a test puts in the place of the world. */
interface World {
  readonly credentials?: Credentials
  readonly wait?: Clock['wait']
}

export async function openTeams(
  { settings, log, machineNow: now, attachments, references }: Opening,
  { credentials, wait = (milliseconds, signal) => pause(milliseconds, undefined, { signal }) }: World = {},
): Promise<ChatPlatform> {
  checkSafe(settings)
  const loopbackOnly = settings.TEAMS_ALLOW_UNAUTHENTICATED !== undefined
  if (loopbackOnly) {
    // As loud as an error, which is shown by default.
    log.error(
      { code: 'teams-unauthenticated' },
      'TEAMS_ALLOW_UNAUTHENTICATED: AUTHENTICATION OF MICROSOFT TEAMS IS OFF. Anybody on this machine may speak as anyone.',
    )
  }
  const sdk = createSdk({ settings, credentials })
  const memory = createMemory(references)
  // The local playground knows no dialogs: there a form stands in the message alone.
  const cards = createCards(attachments, { dialogs: !loopbackOnly })
  const pace = createPace({ now, wait })
  const findSpeaker = createFindSpeaker({ memory, allowed: allowedTenants(settings), log })
  return {
    ...createSender({ sdk, memory, cards, pace, now, log, loopbackOnly }),
    listen: async (host) => {
      const answer = createAnswering({ host, sdk, findSpeaker, cards, pace, now, log })
      mount(host.http, { sdk, answer, log, loopbackOnly })
    },
    examine: (channels) => examineTeams({ settings, sdk, memory }, channels),
    close: async () => {},
  }
}

function checkSafe({ TEAMS_OPENID_METADATA_URL: metadata }: Settings): void {
  if (metadata !== undefined && !metadata.startsWith('https:') && !isLoopbackUrl(metadata)) {
    throw new SetupError(
      `TEAMS_OPENID_METADATA_URL is "${metadata}": whoever can change what is read there could speak as anyone. Use an https address.`,
    )
  }
}
