import type { Hearing } from '../../platform.ts'
import { sentenceOf, type Token, type Trouble } from './trouble.ts'

/** Nothing that people say reaches us. */
export interface Deaf {
  readonly since: Date
  readonly trouble: Trouble
}

/** What the service is told of it. */
export function hearingOf(deaf: Deaf | undefined, token: Token): Hearing {
  if (!deaf) return { kind: 'hears' }
  const { since, trouble } = deaf
  return { kind: 'deaf', since, why: sentenceOf(trouble, token), canSend: answers(trouble, token) }
}

/** Whether Slack's Web API answered, and takes our messages. */
function answers({ kind }: Trouble, token: Token): boolean {
  return kind === 'line' || (kind === 'refused' && token === 'SLACK_APP_TOKEN')
}
