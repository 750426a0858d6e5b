import { accountText, listIdentities } from '../../data/people.ts'
import type { Context, Notice } from '../command.ts'
import { type Block, sentence } from '../message.ts'
import { SHELL } from './powers.ts'

/** What happened to somebody's posts or accounts. */
interface News {
  readonly personIds: readonly number[]
  /** To the person: "You no longer hold SLBI from …" */
  readonly toThem: string
  /** To the coordinators, who all watch over one another. */
  readonly toCoordinators: string
}

/** What telling needs to know, of whoever made the change and of those who are told. */
type Telling = Pick<Context, 'db' | 'model' | 'assignments'> & {
  readonly speaker: Pick<Context['speaker'], 'name' | 'identity'> & { readonly personId: number | null }
}

/**
 * Tells people what was changed about their posts or accounts, on all accounts that they had when it happened, and every
 * coordinator. The account that made the change has its receipt.
 */
export async function tellAll(
  context: Telling,
  { personIds, toThem, toCoordinators }: News,
): Promise<readonly Notice[]> {
  const { speaker, model, assignments, db } = context
  const codes = model.roles.filter(({ kind }) => kind === 'coordinator').map(({ code }) => code)
  const coordinators = assignments
    .filter(({ roleCode }) => codes.includes(roleCode))
    .map(({ personId }) => personId)
  const accounts = await listIdentities(db)
  const onAll = (personId: number, text: string): readonly Notice[] => {
    const chats = accounts.filter((each) => each.personId === personId && each.platform !== SHELL)
    const message = sentence(text, by(context))
    if (chats.length === 0 && personId !== speaker.personId)
      return [{ personIds: [personId], isPersonal: true, message }]
    return chats
      .filter((each) => accountText(each) !== speaker.identity)
      .map((account) => ({ personIds: [personId], account, message }))
  }
  const others = [...new Set(coordinators)].filter((id) => !personIds.includes(id))
  return [
    ...[...new Set(personIds)].flatMap((id) => onAll(id, toThem)),
    ...others.flatMap((id): readonly Notice[] =>
      id === speaker.personId
        ? onAll(id, toCoordinators)
        : [{ personIds: [id], posts: codes, message: sentence(toCoordinators, by(context)) }],
    ),
  ]
}

function by({ speaker }: Telling): Block {
  return {
    kind: 'context',
    text: `Recorded by ${speaker.name}. If that is not right, tell the coordinator at once.`,
  }
}

/** Tells those whose posts a newer plan file has taken out, which nobody does in a conversation. */
export async function tellTakenOut(context: Telling, roles: readonly string[]): Promise<readonly Notice[]> {
  const notices: Notice[] = []
  for (const code of roles) {
    const holders = context.assignments
      .filter(({ roleCode, kind }) => roleCode === code && kind === 'holder')
      .map(({ personId }) => personId)
    const told = await tellAll(context, {
      personIds: holders,
      toThem: `You no longer hold ${code}: a newer plan file has no such role.`,
      toCoordinators: `Nobody holds ${code} any more: a newer plan file has no such role.`,
    })
    notices.push(...told)
  }
  return notices
}
