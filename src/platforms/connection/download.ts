import type { Downloaded } from '../../platform.ts'

/** The whole of a file has to be here within this time. */
const PATIENCE_MS = 10_000

interface Downloading {
  readonly headers?: Readonly<Record<string, string>>
  /** How many bytes are taken at most. */
  readonly most: number
}

/** The bytes at an address, unless there are too many, they come too slowly or do not all come. Nothing of them is kept then. */
export async function downloadAt(address: string, { headers = {}, most }: Downloading): Promise<Downloaded> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const response = await fetch(address, { headers, redirect: 'error', signal })
    // In the place of a file that is not for the bot comes a page to sign in.
    const isPage = response.headers.get('content-type')?.startsWith('text/html')
    if (!response.ok || isPage || !response.body) {
      await response.body?.cancel()
      return { kind: 'failed', why: 'refused' }
    }
    const announced = Number(response.headers.get('content-length') ?? 0)
    if (announced > most) {
      await response.body.cancel()
      return { kind: 'too-large', bytes: announced }
    }
    return await taken(response.body, most)
  } catch {
    return { kind: 'failed', why: signal.aborted ? 'slow' : 'cut' }
  }
}

async function taken(body: AsyncIterable<Uint8Array>, most: number): Promise<Downloaded> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > most) return { kind: 'too-large', bytes }
    parts.push(part)
  }
  return { kind: 'bytes', bytes: Buffer.concat(parts) }
}
