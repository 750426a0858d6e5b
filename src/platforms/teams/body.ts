import { type Activity, activityIn } from './activity.ts'

/** An activity has a few kilobytes, and somewhat more with a filled form. */
export const MOST_BYTES = 256 * 1024
/** Cards and forms nest about six deep. A recursive reader fails at some thousands. */
const DEEPEST = 40

/** Reads a request's body before the SDK sees it. Undefined when it is no activity of Teams. */
export function readActivity(body: unknown): Activity | undefined {
  if (!Buffer.isBuffer(body)) return undefined
  const text = body.toString('utf8')
  if (isTooDeep(text)) return undefined
  try {
    return activityIn(JSON.parse(text))
  } catch {
    // The body is not JSON.
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (isInString) {
      if (character === '\\') index += 1
      if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}
