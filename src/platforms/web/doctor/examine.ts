import type { Check, Opening } from '../../../platform.ts'
import type { Way } from '../sign-in/way.ts'
import { examineProvider } from './provider.ts'
import { examinePublicAddress } from './public-address.ts'

/** Checks from outside that people reach the pages and can sign in, for `wsoa doctor`. */
export async function examineWeb(
  opening: Pick<Opening, 'settings' | 'references' | 'machineNow'>,
  ways: readonly Way[],
): Promise<readonly Check[]> {
  const { settings, machineNow } = opening
  const { PUBLIC_URL: publicUrl, MCP } = settings
  if (publicUrl === undefined) return []
  const providers = await Promise.all(ways.map((way) => examineProvider(way, { publicUrl, machineNow })))
  return [...(await examinePublicAddress(opening)), ...providers.flat(), assistantsCheck(publicUrl, MCP)]
}

function assistantsCheck(publicUrl: string, mcp: 'on' | 'off'): Check {
  const text =
    mcp === 'on'
      ? `may ask at ${publicUrl.replace(/\/+$/, '')}/mcp, each by the token of a person`
      : 'may not ask, as MCP is off'
  return { name: 'web: assistants', ok: true, text }
}
