import type { Configuration } from 'openid-client'
import { isLoopbackAddress } from '../../../domain/address.ts'
import type { Way } from './way.ts'

/** How long an answer may take, in seconds. */
const PATIENCE_SECONDS = 10
/** Clocks differ a little. */
const TOLERANCE_SECONDS = 30
/** Addresses and ways to sign change seldom. */
const REMEMBERED_MS = 3_600_000

/** Knows a provider by its discovery document, which is fetched when it is first needed. */
export type Provider = () => Promise<Configuration>

export function createProvider(way: Way, machineNow: () => Date): Provider {
  let known: { readonly at: number; readonly configuration: Promise<Configuration> } | undefined
  return () => {
    const now = machineNow().getTime()
    if (known && Math.abs(now - known.at) < REMEMBERED_MS) return known.configuration
    const configuration = discover(way)
    known = { at: now, configuration }
    // What failed is tried again by the next who comes.
    configuration.catch(() => {
      known = undefined
    })
    return configuration
  }
}

/** @throws when the provider is not reached, or its document does not fit it */
export async function discover({ issuer, clientId, clientSecret }: Way): Promise<Configuration> {
  const openId = await import('openid-client')
  // The settings take an address without https only on this machine.
  const isInsecure = issuer.startsWith('http:') && isLoopbackAddress(issuer)
  return openId.discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: 'RS256', [openId.clockTolerance]: TOLERANCE_SECONDS },
    openId.ClientSecretPost(clientSecret),
    {
      timeout: PATIENCE_SECONDS,
      // Without this the signature of a token that came by https is not looked at.
      execute: [openId.enableNonRepudiationChecks, ...(isInsecure ? [openId.allowInsecureRequests] : [])],
    },
  )
}
