import type { SettingName } from '../../settings.ts'

/** What is known so far, by the flags of the questions. */
export type Given = Readonly<Record<string, string | undefined>>

export interface Question {
  /** As the flag is written: `--database-url`. */
  readonly flag: string
  /** The setting that the answer is; some answers are none. */
  readonly setting?: SettingName
  readonly text: string
  /** For the list of flags. */
  readonly what: string
  readonly usual?: string
  readonly choices?: readonly string[]
  /** It is not shown while it is typed. */
  readonly isSecret?: true
  /** It can be left for later. */
  readonly isOptional?: true
  readonly isAsked?: (given: Given) => boolean
}

const withSlack = ({ chat = '' }: Given) => chat === 'slack' || chat === 'both'
const withTeams = ({ chat = '' }: Given) => chat === 'teams' || chat === 'both'
const bySocket = (given: Given) => withSlack(given) && given['slack-mode'] === 'socket'
const byHttp = (given: Given) => withSlack(given) && given['slack-mode'] === 'http'

/** What `wsoa setup` asks, in this order. */
export const QUESTIONS: readonly Question[] = [
  {
    flag: 'database-url',
    setting: 'DATABASE_URL',
    text: 'Where is the database to be? On a disk of this machine, never on a network drive.',
    what: 'where the database is, such as sqlite:var/wsoa.sqlite',
    usual: 'sqlite:var/wsoa.sqlite',
  },
  {
    flag: 'plan',
    text: 'Which plan? The path of a plan file, or “sample” to look around first.',
    what: 'a plan file, or sample',
    usual: 'sample',
  },
  {
    flag: 'chat',
    text: 'Where do people speak to it?',
    what: 'slack, teams, both or none',
    choices: ['none', 'slack', 'teams', 'both'],
  },
  {
    flag: 'slack-mode',
    text: 'How does Slack reach it? By “socket” it needs no public address, by “http” it does.',
    what: 'socket or http',
    choices: ['socket', 'http'],
    isAsked: withSlack,
  },
  {
    flag: 'web',
    setting: 'WEB',
    text: 'Do people also see the plan in a browser?',
    what: 'the web pages, on or off',
    choices: ['off', 'on'],
  },
  {
    flag: 'public-url',
    setting: 'PUBLIC_URL',
    text: 'Under which address do people and platforms reach it? Such as https://wsoa.example.org.',
    what: 'its public address',
    isAsked: (given) => given.web === 'on' || byHttp(given) || withTeams(given),
  },
  {
    flag: 'slack-bot-token',
    setting: 'SLACK_BOT_TOKEN',
    text: 'Slack’s bot token (xoxb-…), from “OAuth & Permissions”. Nothing leaves it for later.',
    what: 'Slack’s bot token',
    isSecret: true,
    isOptional: true,
    isAsked: withSlack,
  },
  {
    flag: 'slack-signing-secret',
    setting: 'SLACK_SIGNING_SECRET',
    text: 'Slack’s signing secret, from “Basic Information”. Nothing leaves it for later.',
    what: 'Slack’s signing secret',
    isSecret: true,
    isOptional: true,
    isAsked: byHttp,
  },
  {
    flag: 'slack-app-token',
    setting: 'SLACK_APP_TOKEN',
    text: 'Slack’s app-level token (xapp-…), from “Basic Information”. Nothing leaves it for later.',
    what: 'Slack’s app-level token',
    isSecret: true,
    isOptional: true,
    isAsked: bySocket,
  },
  {
    flag: 'microsoft-app-id',
    setting: 'MicrosoftAppId',
    text: 'The application (client) id of the Azure Bot. Nothing leaves it for later.',
    what: 'the application (client) id of the Azure Bot',
    isOptional: true,
    isAsked: withTeams,
  },
  {
    flag: 'microsoft-app-tenant-id',
    setting: 'MicrosoftAppTenantId',
    text: 'The directory (tenant) id in which it is registered. Nothing leaves it for later.',
    what: 'the directory (tenant) id of the Azure Bot',
    isOptional: true,
    isAsked: withTeams,
  },
  {
    flag: 'microsoft-app-password',
    setting: 'MicrosoftAppPassword',
    text: 'Its client secret. Nothing leaves it for later.',
    what: 'the client secret of the Azure Bot',
    isSecret: true,
    isOptional: true,
    isAsked: withTeams,
  },
]
