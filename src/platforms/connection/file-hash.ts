import { createHash } from 'node:crypto'

/** An answer is due soon, and a file that is read for long is of no use to it. */
const PATIENCE_MS = 5_000
const MOST_BYTES = 100 * 1024 * 1024

/** The SHA-256 of what an address gives, in hexadecimal. The bytes are neither kept nor looked into. Null if they cannot be read. */
export async function hashAt(
  address: string,
  { headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetch(address, { headers, redirect: 'error', signal })
    // In the place of a file that is not for the bot comes a page to sign in.
    const isPage = response.headers.get('content-type')?.startsWith('text/html')
    if (!response.ok || isPage || !response.body) return null
    const hash = createHash('sha256')
    let bytes = 0
    for await (const part of response.body) {
      bytes += part.length
      if (bytes > MOST_BYTES) return null
      hash.update(part)
    }
    return hash.digest('hex')
  } catch {
    // Without a hash the file is kept by its name and link.
    return null
  }
}
