import { createHash } from 'node:crypto'
import type { Commands } from '../../command.ts'

/** The newest version that the schema of `@microsoft/app-manifest` describes. */
const MANIFEST_VERSION = '1.30'

export const COLOUR_ICON = 'color.png'
export const OUTLINE_ICON = 'outline.png'

interface App {
  /** The bot's registration. */
  readonly botId: string
  readonly publicUrl: string
  readonly version: string
  readonly commands: Commands
}

/** The Teams app manifest. */
export function manifestOf({ botId, publicUrl, version, commands }: App): object {
  const base = publicUrl.replace(/\/+$/, '')
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}/MicrosoftTeams.schema.json`,
    manifestVersion: MANIFEST_VERSION,
    version,
    id: appIdOf(botId),
    developer: {
      name: 'WSoA',
      websiteUrl: publicUrl,
      privacyUrl: `${base}/privacy`,
      termsOfUseUrl: `${base}/terms`,
    },
    name: { short: 'WSoA', full: 'WSoA: improvement plan and board digests' },
    description: {
      short: 'Progress, ratings and dates of an improvement plan, and digests for its boards.',
      full: `${DESCRIPTION.join('\n\n')}\n`,
    },
    icons: { color: COLOUR_ICON, outline: OUTLINE_ICON },
    accentColor: '#1D3557',
    defaultInstallScope: 'personal',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    bots: [
      {
        botId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: [
          { scopes: ['personal'], commands: listed(PERSONAL, commands) },
          { scopes: ['team'], commands: listed(TOGETHER, commands) },
          { scopes: ['groupChat'], commands: listed(TOGETHER, commands) },
        ],
      },
    ],
    validDomains: [new URL(publicUrl).hostname],
  }
}

const DESCRIPTION = [
  'WSoA keeps an improvement plan: who owns what, how it stands, what is overdue, what boards decide.',
  'Owners say how their actions stand in a few words. Anybody with a part in the plan asks in plain English: "what is overdue in area B?". Boards get a digest before each meeting, and every change is kept in a record that can be rebuilt for any past day.',
  'What you may see and change follows from your role in the plan; the coordinator links you to it.',
]

/** Teams shows twelve commands at most. In a personal chat: my items and what I say about them. */
const PERSONAL = [
  ...['mine', 'update', 'confirm', 'evidence', 'revise', 'undo'],
  ...['overdue', 'due', 'status', 'changes', 'meetings', 'help'],
]
/** In a team or group chat: what concerns everyone. */
const TOGETHER = [
  ...['status', 'overdue', 'due', 'changes', 'list', 'owner'],
  ...['history', 'requests', 'meetings', 'digest', 'update', 'help'],
]

function listed(names: readonly string[], commands: Commands): readonly object[] {
  return names.flatMap((name) => {
    const command = commands.get(name)
    return command ? [{ title: name.replace(/-/g, ' '), description: command.summary }] : []
  })
}

/** The app's id, constant for one registration because Teams replaces an app by its id. */
export function appIdOf(botId: string): string {
  const hex = createHash('sha256').update(`wsoa teams app ${botId.toLowerCase()}`).digest('hex')
  // A version 8 UUID, whose bits are free to choose.
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return parts.join('-')
}
