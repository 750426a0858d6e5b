import { SetupError } from '../../errors.ts'
import type { ChatPlatform, Opening } from '../../platform.ts'
import type { Settings } from '../../settings.ts'
import { createAnswerActivity } from './activities.ts'
import { allowedTenants } from './admission.ts'
import { createAnswers, createKeepReply } from './answers.ts'
import { createCards } from './cards.ts'
import { mount } from './endpoint.ts'
import { examineTeams } from './examine.ts'
import { withFailuresLogged } from './failed-calls.ts'
import { createHandOn } from './hand-on.ts'
import { createPace, type Pace } from './pacing.ts'
import { createFindSpeaker } from './people.ts'
import { createMemory } from './reference.ts'
import type { Sdk } from './sdk.ts'
import { createSender } from './sender.ts'
import { serviceAddresses } from './service-address.ts'
import { createTokenCheck } from './token.ts'
import { sentenceOf } from './trouble.ts'

/** What a test puts in the place of the world. */
interface World {
  readonly sdk?: Sdk
  readonly pace?: Pace
}

export async function openTeams(
  { settings, log, machineNow, attachments, references }: Opening,
  { sdk: given, pace = createPace(machineNow) }: World = {},
): Promise<ChatPlatform> {
  const loopbackOnly = settings.TEAMS_ALLOW_UNAUTHENTICATED !== undefined
  if (loopbackOnly) {
    // An error, because errors are logged by default.
    log.error(
      { code: 'teams-unauthenticated' },
      'TEAMS_ALLOW_UNAUTHENTICATED: AUTHENTICATION OF MICROSOFT TEAMS IS OFF. Anybody on this machine may speak as anyone.',
    )
  }
  const mayCall = serviceAddresses(settings)
  const sdk = withFailuresLogged(given ?? (await sdkOf(settings)), log)
  const checkToken = loopbackOnly
    ? undefined
    : createTokenCheck({
        appId: settings.MicrosoftAppId ?? '',
        metadataUrl: settings.TEAMS_OPENID_METADATA_URL,
      })
  const memory = createMemory(references, machineNow)
  // The local playground knows no dialogs, so there a form is shown in the message only.
  const cards = createCards(attachments, { dialogs: !loopbackOnly })
  const answers = createAnswers({ cards, pace, machineNow, log })
  return {
    ...createSender({ sdk, memory, cards, pace, machineNow, mayCall }),
    listen: async ({ handle, keep, hearsGuest, http }) => {
      const keepReply = createKeepReply(keep)
      const allowed = allowedTenants(settings)
      const findSpeaker = createFindSpeaker({ memory, allowed, hearsGuest, machineNow, log })
      const services = { handOn: createHandOn(handle), keepReply, answers, cards, findSpeaker, mayCall }
      const answer = createAnswerActivity(services, log)
      mount(http, { sdk, answer, log, checkToken, mayCall })
      // Microsoft calls us in any case; without signing in, nothing can be answered.
      if (!loopbackOnly) {
        void sdk.signIn().then((trouble) => {
          if (trouble) log.error({ code: 'teams-sign-in', trouble }, sentenceOf(trouble))
        })
      }
    },
    examine: (channels) => examineTeams({ settings, sdk, memory }, channels),
    // Microsoft calls us: there is nothing to tell it by when it cannot.
    hearing: () => ({ kind: 'hears' }),
    close: async () => {},
  }
}

/** Each costs half a second to load, so only the one that is used is. */
async function sdkOf(settings: Settings): Promise<Sdk> {
  switch (settings.TEAMS_SDK) {
    case 'botbuilder': {
      const { createSdk } = await import('./botbuilder/sdk.ts')
      return createSdk(settings)
    }
    case 'agents': {
      const { createSdk } = await import('./agents/sdk.ts').catch(notInstalled)
      return createSdk(settings)
    }
  }
}

/** @throws SetupError if only that optional package is missing */
function notInstalled(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
  throw new SetupError(
    'TEAMS_SDK=agents needs the package @microsoft/agents-hosting, which is not installed here: leave TEAMS_SDK out, or run: npm install --no-save --omit=dev @microsoft/agents-hosting@1.8.1',
    { cause: error },
  )
}
