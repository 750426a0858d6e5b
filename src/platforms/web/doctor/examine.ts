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
  const { PUBLIC_URL: publicUrl } = settings
  if (publicUrl === undefined) return []
  const providers = await Promise.all(ways.map((way) => examineProvider(way, { publicUrl, machineNow })))
  return [...(await examinePublicAddress(opening)), ...providers.flat()]
}
