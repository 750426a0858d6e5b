import { type Trouble, troubleOf } from './trouble.ts'

/** Microsoft's sign-in for bots. */
export const LOGIN_URL = 'https://login.microsoftonline.com/botframework.com'
const PATIENCE_MS = 8_000

/** What is wrong when signing in failed. SDKs say no more of a network than that it failed, so the address is asked once more. */
export async function troubleSigningIn(error: unknown): Promise<Trouble> {
  const trouble = troubleOf(error)
  if (trouble.kind !== 'network') return trouble
  try {
    await fetch(LOGIN_URL, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) })
    return trouble
  } catch (why) {
    return troubleOf(why)
  }
}
