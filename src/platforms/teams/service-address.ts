import { httpsHost, isLoopbackAddress } from '../../domain/address.ts'
import type { Settings } from '../../settings.ts'

/** Whether the bot's token and words may be sent to an address that an activity names. */
export type MayCall = (serviceUrl: string) => boolean

/**
 * Microsoft's own addresses. Tools on this machine are called only when the settings are for such tools: while
 * authentication is off they alone, and they too when the keys are read from this machine.
 */
export function serviceAddresses({
  TEAMS_ALLOW_UNAUTHENTICATED,
  TEAMS_OPENID_METADATA_URL: metadata,
}: Settings): MayCall {
  if (TEAMS_ALLOW_UNAUTHENTICATED) return isLoopbackAddress
  const hasTools = metadata !== undefined && isLoopbackAddress(metadata)
  return (url) => isMicrosofts(url) || (hasTools && isLoopbackAddress(url))
}

/** Anybody may have a name under `trafficmanager.net`, so of that only one host counts. */
const HOSTS: readonly string[] = ['smba.trafficmanager.net']
/** Public, US government and Chinese clouds. */
const SUFFIXES: readonly string[] = [
  '.teams.microsoft.com',
  '.teams.microsoft.us',
  '.botframework.com',
  '.botframework.us',
  '.botframework.azure.cn',
]

function isMicrosofts(url: string): boolean {
  const host = httpsHost(url)
  if (host === undefined || new URL(url).port !== '') return false
  return HOSTS.includes(host) || SUFFIXES.some((suffix) => host.endsWith(suffix))
}
