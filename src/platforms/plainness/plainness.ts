import { type Plainness, plainer } from '../../domain/plainness.ts'
import type { NotSent, Sending, Step } from '../../platform.ts'

/** How plainly the posts of a message are shown, where the platform may refuse how they are built. */
export interface Showing {
  /** Sends a post: again, and plainer, while nothing but its form is refused. */
  readonly send: <Post, Value>(
    post: (plainness: Plainness) => Post,
    send: (post: Post) => Promise<Step<Value>>,
  ) => Promise<Step<Value>>
}

/** What a try comes to by itself. The one sentence is for when somebody asks that it be sent again. */
const LAST: Plainness = 'text'

export function showing({ plainness: kept }: Pick<Sending, 'plainness'>): Showing {
  let plainness = kept?.from ?? 'composed'

  async function plainerThan(refused: string, post: (plainness: Plainness) => unknown): Promise<boolean> {
    let isOver = false
    do {
      isOver = plainness === LAST
      const next = plainer(plainness)
      if (next === undefined) return false
      plainness = next
    } while (JSON.stringify(post(plainness)) === refused)
    await kept?.keep(plainness)
    return !isOver
  }

  return {
    send: async (post, send) => {
      for (;;) {
        const shown = post(plainness)
        const sent = await send(shown)
        if (sent.kind === 'done' || !isForItsForm(sent.outcome)) return sent
        if (!(await plainerThan(JSON.stringify(shown), post))) return sent
      }
    },
  }
}

function isForItsForm(outcome: NotSent): boolean {
  return outcome.state === 'refused' && outcome.isForItsForm === true
}
