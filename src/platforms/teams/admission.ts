import type { Settings } from '../../settings.ts'
import type { Activity } from './activity.ts'

/** A person of an allowed tenant, or the sentence that tells somebody else why they may not speak. */
export type Admission =
  | { readonly kind: 'admitted'; readonly tenant: string; readonly userId: string }
  | Refusal

export interface Refusal {
  readonly kind: 'refused'
  readonly sentence: string
  readonly code: 'tenant' | 'guest' | 'left'
}

/** The tenants whose people may speak. Undefined when authentication is off and none is named: then all may. */
export function allowedTenants(settings: Settings): ReadonlySet<string> | undefined {
  const named = (settings.TEAMS_ALLOWED_TENANTS ?? '').split(',').map((each) => each.trim().toLowerCase())
  const own = settings.MicrosoftAppTenantId?.toLowerCase()
  const all = new Set([...named, ...(own === undefined ? [] : [own])].filter((each) => each !== ''))
  return all.size === 0 && settings.TEAMS_ALLOW_UNAUTHENTICATED ? undefined : all
}

/** The SDK checks which bot an activity is for, but not which tenant its sender belongs to. */
export function admit(activity: Activity, allowed: ReadonlySet<string> | undefined): Admission {
  const { conversation, channelData, from } = activity
  const named = [conversation.tenantId, channelData?.tenant?.id].flatMap((id) =>
    id ? [id.toLowerCase()] : [],
  )
  const [tenant] = named
  if (tenant === undefined || named.some((each) => each !== tenant) || (allowed && !allowed.has(tenant))) {
    return REFUSED_ELSEWHERE
  }
  const { aadObjectId, userRole } = from
  if (!aadObjectId || userRole === 'anonymous') return REFUSED_GUEST
  return { kind: 'admitted', tenant, userId: aadObjectId.toLowerCase() }
}

export const REFUSED_ELSEWHERE: Refusal = {
  kind: 'refused',
  sentence:
    'This bot serves another organisation, so I can show you nothing here. Ask your own coordinator which bot is yours.',
  code: 'tenant',
}
export const REFUSED_GUEST: Refusal = {
  kind: 'refused',
  sentence:
    'You are a guest here, and I can only speak with members of this organisation. Ask the coordinator to record it for you.',
  code: 'guest',
}
export const REFUSED_LEAVER: Refusal = {
  kind: 'refused',
  sentence:
    'Teams no longer lists you in this organisation, so I can only speak with you again when it does. Ask the coordinator to record it for you.',
  code: 'left',
}
