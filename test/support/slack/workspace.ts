import type { Result } from './web-api.ts'

/** The settings of the workspace. */
export interface WorkspaceOptions {
  readonly users?: readonly SlackUser[]
  readonly channels?: readonly SlackChannel[]
  readonly scopes?: readonly string[]
  /** How often a new file is asked for before Slack has scanned it. */
  readonly scans?: number
  /** The time of the first message. Each further message is a millisecond later. */
  readonly now?: Date
  /** The address for Socket Mode. */
  readonly socketUrl?: string
}

export interface SlackUser {
  readonly id: string
  readonly name: string
  readonly email?: string
  /** Belongs to another workspace, by Slack Connect. */
  readonly team?: string
  readonly isGuest?: boolean
  readonly isDeactivated?: boolean
  readonly isBot?: boolean
}

export interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  /** The bot is a member. */
  readonly isMember?: boolean
  readonly isArchived?: boolean
  /** Posting is restricted. */
  readonly isRestricted?: boolean
  /** What Slack says of a channel that other workspaces read, or will. */
  readonly shared?: Readonly<Record<string, unknown>>
  /** The person in a direct conversation. */
  readonly user?: string
}

export interface SlackMessage {
  readonly ts: string
  readonly channel: string
  readonly threadTs: string | undefined
  readonly text: string
  readonly blocks: readonly Readonly<Record<string, unknown>>[]
  readonly metadata: unknown
  /** Only this user sees the message. */
  readonly onlyFor: string | undefined
  readonly file: string | undefined
}

interface SlackFile {
  readonly id: string
  readonly name: string
  readonly length: number
  readonly content: Buffer | undefined
  readonly title: string | undefined
  readonly isComplete: boolean
  /** How often it must still be asked for until it is scanned. */
  readonly scans: number
}

interface SlackView {
  readonly id: string
  readonly hash: string
  readonly view: Readonly<Record<string, unknown>>
  /** The person whose Home tab it is. */
  readonly user: string | undefined
}

export interface Workspace {
  readonly team: string
  readonly botToken: string
  readonly appToken: string
  readonly botUser: string
  readonly scopes: readonly string[]
  readonly socketUrl: string | undefined
  readonly users: Map<string, SlackUser>
  readonly channels: Map<string, SlackChannel>
  /** All messages as they are now, oldest first. */
  readonly messages: SlackMessage[]
  readonly files: Map<string, SlackFile>
  readonly views: Map<string, SlackView>
  /** Every trigger that opened something. */
  readonly usedTriggers: Set<string>
  readonly messagesIn: (channel: string) => readonly SlackMessage[]
  readonly nextTs: () => string
  readonly nextId: (letter: string) => string
  readonly newFile: (name: string, length: number) => SlackFile
  /** The bytes of an upload. */
  readonly receive: (file: string, content: Buffer) => Result
}

export const BOT_TOKEN = 'xoxb-test-bot'
export const APP_TOKEN = 'xapp-test-app'
export const TEAM = 'T0WSOA'

const ALL_SCOPES = [
  'chat:write',
  'commands',
  'im:write',
  'im:history',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'im:read',
  'users:read',
  'users:read.email',
  'files:write',
  'files:read',
  'app_mentions:read',
]

const USERS: readonly SlackUser[] = [
  { id: 'U0OWNER', name: 'Owner One', email: 'owner@council.example' },
  { id: 'U0CHAIR', name: 'Chair Two', email: 'chair@council.example' },
  { id: 'U0GUEST', name: 'Guest Three', isGuest: true },
  { id: 'U0GONE', name: 'Gone Four', isDeactivated: true },
  { id: 'U0OTHER', name: 'Other Five', team: 'T0OTHER' },
  { id: 'U0STRANGER', name: 'Stranger Six' },
  { id: 'U0CORA', name: 'Cora Seven' },
  { id: 'U0ANN', name: 'Ann Eight' },
  { id: 'U0CHRIS', name: 'Chris Nine' },
]

const CHANNELS: readonly SlackChannel[] = [
  { id: 'C0BOARD', name: 'improvement-board', kind: 'public', isMember: true },
  { id: 'C0GROUP', name: 'operational-group', kind: 'private', isMember: true },
  { id: 'C0OUTSIDE', name: 'somewhere-else', kind: 'public' },
  { id: 'C0ARCHIVED', name: 'last-year', kind: 'public', isMember: true, isArchived: true },
  { id: 'C0NOTICES', name: 'announcements', kind: 'public', isMember: true, isRestricted: true },
]

export function newWorkspace({
  users = USERS,
  channels = CHANNELS,
  scopes = ALL_SCOPES,
  scans = 0,
  now = new Date('2020-11-24T09:00:00Z'),
  socketUrl,
}: WorkspaceOptions): Workspace {
  let count = 0
  const messages: SlackMessage[] = []
  const files = new Map<string, SlackFile>()
  const next = () => {
    count += 1
    return count
  }
  return {
    team: TEAM,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    botUser: 'U0BOT',
    scopes,
    socketUrl,
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages,
    files,
    views: new Map(),
    usedTriggers: new Set(),
    messagesIn: (channel) => messages.filter((message) => message.channel === channel),
    nextTs: () => {
      const milliseconds = now.getTime() + next()
      return `${Math.floor(milliseconds / 1000)}.${String((milliseconds % 1000) * 1000).padStart(6, '0')}`
    },
    nextId: (letter) => `${letter}${String(next()).padStart(8, '0')}`,
    newFile: (name, length) => {
      const id = `F${String(next()).padStart(8, '0')}`
      const file = { id, name, length, content: undefined, title: undefined, isComplete: false, scans }
      files.set(id, file)
      return file
    },
    receive: (id, content) => {
      const file = files.get(id)
      if (!file || content.length !== file.length) return { ok: false, error: 'invalid_upload', status: 400 }
      files.set(id, { ...file, content })
      return { ok: true }
    },
  }
}
