import { z } from 'zod'
import { holdsChild } from '../../../domain/held-back.ts'
import type { Settings } from '../../../settings.ts'
import type { Arrival, Way } from './way.ts'

const LOGIN = 'https://login.microsoftonline.com'

const claims = z.object({
  iss: z.string(),
  oid: z.string().min(1),
  tid: z.string().min(1),
  name: z.string().min(1).optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  /** 1 for a guest, where the app asks for this claim. */
  acct: z.number().optional(),
  /** Who signed them in, where that was not the tenant itself: another organisation's people are guests. */
  idp: z.string().optional(),
})

/** Microsoft Entra ID, with the people of one tenant. A person has the same account here as in Teams. */
export function microsoftWay(settings: Settings): Way | undefined {
  const { MicrosoftAppTenantId, MicrosoftAppId, MicrosoftAppPassword } = settings
  const { MICROSOFT_CLIENT_ID = MicrosoftAppId, MICROSOFT_CLIENT_SECRET = MicrosoftAppPassword } = settings
  const tenant = MicrosoftAppTenantId?.toLowerCase()
  if (tenant === undefined || MICROSOFT_CLIENT_ID === undefined || MICROSOFT_CLIENT_SECRET === undefined)
    return undefined
  return {
    name: 'microsoft',
    title: 'Microsoft',
    issuer: settings.MICROSOFT_LOGIN_URL ?? `${LOGIN}/${tenant}/v2.0`,
    clientId: MICROSOFT_CLIENT_ID,
    clientSecret: MICROSOFT_CLIENT_SECRET,
    read: async (given) => arrivalOf(claims.safeParse(given).data, tenant),
  }
}

function arrivalOf(given: z.output<typeof claims> | undefined, tenant: string): Arrival {
  if (!given) return { kind: 'refused', text: 'Microsoft did not say who you are.' }
  if (given.tid.toLowerCase() !== tenant)
    return {
      kind: 'refused',
      text: 'You are signed in to Microsoft with an account of another organisation.',
    }
  const { name, email, preferred_username: userName } = given
  const profile = name === undefined ? undefined : { name, email: email ?? userName ?? null }
  const isGuest = given.acct === 1 || (given.idp !== undefined && given.idp !== given.iss)
  return {
    kind: 'account',
    account: {
      platform: 'teams',
      tenant,
      userId: given.oid.toLowerCase(),
      ...(profile && !holdsChild(profile) ? { profile } : {}),
      ...(isGuest ? { isGuest } : {}),
    },
  }
}
