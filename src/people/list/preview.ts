import type { Answers } from '../../../data/import/questions.ts'
import { listLinkRequests } from '../../../data/link-requests.ts'
import { listIdentities } from '../../../data/people.ts'
import type { Context } from '../../command.ts'
import type { SentPeople } from '../../import/people-sheet.ts'
import type { Knowing } from '../proposal.ts'
import { proposePeople } from './propose.ts'
import type { ProposedPeople } from './proposed.ts'

/** What a list of people would change as things stand, for the shell, a chat and the web alike. */
export async function previewPeople(
  context: Knowing & Pick<Context, 'db'>,
  sent: SentPeople,
  answers: Answers,
): Promise<ProposedPeople> {
  const { db } = context
  return proposePeople(sent, {
    ...context,
    answers,
    identities: await listIdentities(db),
    requests: await listLinkRequests(db),
  })
}
