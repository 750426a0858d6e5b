import {
  beginMailProof,
  countWrongNumber,
  endMailProof,
  findMailProof,
  type MailProof,
} from '../../data/mail-addresses.ts'
import {
  accountText,
  endIdentities,
  findPersonByIdentity,
  type Identity,
  listIdentities,
  type Person,
  saveIdentity,
} from '../../data/people.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { capitalised, count } from '../domain/format.ts'
import { MAIL, mailAccount } from '../domain/mail-address.ts'
import { UserError } from '../errors.ts'
import {
  heading,
  type Message,
  paragraph,
  sentence,
  context as smallPrint,
  strong,
  typed,
} from '../message.ts'
import { chatsOf } from './link-account.ts'
import { checkPower } from './powers.ts'
import { tellAll } from './told.ts'

/** A number that was not said back by then proves nothing. */
const DAYS_TO_PROVE = 7
/** Nobody finds one of 900,000 numbers with so many tries. */
const MOST_WRONG = 5

/** Sends a test message with a number, which proves the address once somebody says it back. */
export async function testAddress(
  context: Context,
  { person, address }: { readonly person: Person; readonly address: string },
): Promise<Outcome> {
  await checkPower(context, { people: [person] })
  await checkFree(context, mailAccount(address))
  const sentAt = context.now.toISOString()
  const proof = await beginMailProof(context.writing(), { personId: person.id, address, sentAt })
  await recordOf(context, 'mail-test', person)
  return {
    message: sentence(
      `A test message goes to that address. Ask ${person.name} for the number in it: only then is anything else sent there.`,
      paragraph('When you have the number: ', typed(`mail ${person.code} proved <number>`)),
      smallPrint(
        `It counts for ${count(DAYS_TO_PROVE, 'day')}. To leave it: `,
        typed(`mail ${person.code} off`),
      ),
    ),
    changes: [{ ref: person.code, field: 'mail', from: null, to: 'tested' }],
    notices: [toAddress(person, proof, testMessage(context, person, proof))],
  }
}

/** Refuses an address at which somebody is told already. */
async function checkFree({ db }: Context, userId: string): Promise<void> {
  const known = await findPersonByIdentity(db, { ...MAIL, userId })
  if (!known) return
  throw new UserError(
    'conflict',
    `${known.name} is told at that address already, and an address is one person’s. Nothing was changed. To end it: mail ${known.code} off`,
    [`mail ${known.code} off`],
  )
}

function testMessage({ model, speaker }: Context, { name }: Person, { number }: MailProof): Message {
  const { title } = model.plan
  return {
    summary: `Is this the right address for ${name}? ${title}`,
    blocks: [
      heading('Is this the right address?'),
      paragraph(
        `${capitalised(speaker.name)} wants the digests and reminders of the ${title} to reach ${name} here.`,
      ),
      paragraph(
        'If that is right, please tell them this number, in person or by phone: ',
        strong(String(number)),
      ),
      paragraph('If it is not, there is nothing to do: nothing else will be sent to you.'),
    ],
  }
}

/** Makes an address the person's once the number of its test message was said back. */
export async function proveAddress(
  context: Context,
  { person, number }: { readonly person: Person; readonly number: number },
): Promise<Outcome> {
  await checkPower(context, { people: [person] })
  const proof = await openProof(context, person)
  if (proof.number !== number) return refuseNumber(context, person, proof)
  await checkFree(context, proof.account)
  const before = await mailAccountsOf(context, person)
  const told = await tellAll(context, {
    // Without another account they hear of it at the address itself.
    personIds: (await chatsOf(context, person)).length > 0 ? [person.id] : [],
    toThem: 'An e-mail address of yours was confirmed. Say where you want to be told: tell me by e-mail',
    toCoordinators: `An e-mail address of ${person.name} was confirmed.`,
  })
  const { personId, account: userId } = proof
  await endIdentities(
    context.writing(),
    before.map(({ id }) => id),
  )
  await saveIdentity(context.writing(), context.model.plan.id, {
    personId,
    ...MAIL,
    userId,
    confirmedAt: context.now.toISOString(),
  })
  await endMailProof(context.writing(), personId)
  await context.trail({
    of: 'organisation',
    action: 'link',
    ref: null,
    before: before.length === 0 ? null : { accounts: before.map(accountText) },
    after: { person: person.name, code: person.code, account: accountText({ ...MAIL, userId }) },
  })
  return {
    message: sentence(
      `Proved: ${person.name} can be told by e-mail from now on.`,
      smallPrint(
        'Whoever has Slack or Teams too is told there, until they say: ',
        typed('tell me by e-mail'),
        '. To end it: ',
        typed(`mail ${person.code} off`),
      ),
    ),
    changes: [{ ref: person.code, field: 'linked', from: null, to: MAIL.platform }],
    notices: [...told, toAddress(person, proof, welcome(context))],
  }
}

function welcome({ model, speaker }: Context): Message {
  const { title } = model.plan
  return {
    summary: `You are told of the ${title} by e-mail from now on.`,
    blocks: [
      heading('This address is confirmed'),
      paragraph(
        `You get the digest before each meeting of your board, with its paper, and one reminder before the figures are stored, if you still owe an update to the ${title}.`,
      ),
      paragraph(`To end it, or if this is not right, tell ${speaker.name}.`),
    ],
  }
}

/** Ends what is told by e-mail, and a test that waits for its number. */
export async function endMail(context: Context, person: Person): Promise<Outcome> {
  await checkPower(context, { people: [person] })
  const accounts = await mailAccountsOf(context, person)
  const proof = await findMailProof(context.db, person.id)
  if (accounts.length === 0 && !proof)
    throw new UserError('conflict', `${person.name} is not told by e-mail; nothing was changed.`)
  await endMailProof(context.writing(), person.id)
  if (accounts.length === 0) {
    await recordOf(context, 'mail-test-left', person)
    return { message: sentence(`Left: the test message for ${person.name} proves nothing any more.`) }
  }
  const notices = await tellAll(context, {
    personIds: [person.id],
    toThem: 'Your e-mail address was taken out: nothing more is sent there.',
    toCoordinators: `${person.name} is told by e-mail no more.`,
  })
  await endIdentities(
    context.writing(),
    accounts.map(({ id }) => id),
  )
  await context.trail({
    of: 'organisation',
    action: 'unlink',
    ref: null,
    before: { person: person.name, code: person.code, accounts: accounts.map(accountText) },
    after: null,
  })
  return {
    message: sentence(`Recorded: ${person.name} is told by e-mail no more. The address is forgotten.`),
    changes: [{ ref: person.code, field: 'linked', from: MAIL.platform, to: null }],
    notices,
  }
}

async function openProof({ db, now }: Context, { id, name, code }: Person): Promise<MailProof> {
  const proof = await findMailProof(db, id)
  const from = now.getTime() - DAYS_TO_PROVE * 86_400_000
  if (proof && Date.parse(proof.sentAt) > from) return proof
  throw new UserError(
    'conflict',
    `No test message for ${name} waits for its number; one counts for ${DAYS_TO_PROVE} days. Send another: mail ${code} <address>`,
    [`mail ${code} <address>`],
  )
}

/** Answers without an error, as the try must be counted. */
async function refuseNumber(
  context: Context,
  { id, name, code }: Person,
  proof: MailProof,
): Promise<Outcome> {
  const left = MOST_WRONG - proof.wrongNumbers - 1
  if (left > 0) {
    await countWrongNumber(context.writing(), proof)
    const tries = count(left, 'try', 'tries')
    return {
      message: sentence(
        `That is not the number in the message to ${name}, so nothing is sent there. Ask them again: ${tries} left.`,
      ),
    }
  }
  await endMailProof(context.writing(), id)
  return {
    message: sentence(
      `That is not the number in the message to ${name}, and it was the last try. Send another message: mail ${code} <address>`,
    ),
  }
}

async function mailAccountsOf({ db }: Context, { id }: Person): Promise<readonly Identity[]> {
  return (await listIdentities(db)).filter(
    ({ personId, platform }) => personId === id && platform === MAIL.platform,
  )
}

function toAddress({ id }: Person, { account: userId }: MailProof, message: Message): Notice {
  return { personIds: [id], account: { ...MAIL, userId }, message }
}

/** The trail can forget nothing, so that it names the person and no address. */
async function recordOf(context: Context, action: string, { name, code }: Person): Promise<void> {
  await context.trail({ of: 'organisation', action, ref: null, before: null, after: { person: name, code } })
}
