import { actionsOf, textOfActivity } from '../support/teams/connector.ts'
import { SDK_NAMES, type SdkName } from '../support/teams/sdks.ts'
import { CHANNEL, inChannel, press, startTeams } from '../support/teams/teams.ts'
import { type Answer, platformContract, type Talking, type Who } from './platform.ts'

/** Mentions, actions that open an address, live markdown, and characters that turn the direction of text. */
const LIVE =
  /"entities":|"type":"(?:mention|Action\.OpenUrl)"|"type":"TextBlock"[^{}]*[^\\]\]\(|\\u00[01]|[\u202a-\u202e]/

async function open(sdk: SdkName): Promise<Talking> {
  const teams = await startTeams({ sdk, pace: async () => true })
  await teams.link('SLSESEND', 'ann')
  await teams.link('coordinator', 'cora')
  const accounts: Readonly<Record<Who, string>> = { SLSESEND: 'ann', coordinator: 'cora', stranger: 'eve' }
  const pressed = new Map<string, string>()

  /** The new messages in the thread, and what the presser alone was told. */
  async function answered(activity: object): Promise<Answer> {
    const before = seen().length
    const { text: told } = await teams.deliver(activity)
    const said = seen().slice(before)
    const [first] = said
    const buttons = said
      .flatMap(({ activity: each }) => actionsOf(each))
      .map(({ title, data }) => [title, JSON.stringify(data)] as const)
    for (const [, data] of buttons) if (first) pressed.set(data, first.id)
    return {
      text: said
        .map(({ activity: each }) => textOfActivity(each))
        .join('\n')
        .replace(/\s+/g, ' '),
      buttons: new Map(buttons),
      raw: JSON.stringify([said, told]),
    }
  }

  function seen() {
    return teams.connector.seen(`${CHANNEL};messageid=1600000000001`)
  }

  return {
    say: (as, line, key) =>
      answered({ ...inChannel(accounts[as], line), ...(key === undefined ? {} : { id: key }) }),
    press: (as, button) =>
      answered({ ...inChannel(accounts[as], ''), ...press(JSON.parse(button), pressed.get(button)) }),
    updates: async () => {
      const { count } = await teams.bot.db
        .selectFrom('updates')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('kind', '!=', 'import')
        .executeTakeFirstOrThrow()
      return count
    },
    close: teams.close,
  }
}

for (const sdk of SDK_NAMES) {
  platformContract(`Teams by ${sdk}`, { open: () => open(sdk), redelivers: true, live: LIVE })
}
