import { isTooLong, problemsOfBlocks, problemsOfView } from './block-kit.ts'
import type { Result } from './web-api.ts'
import type { SlackChannel, SlackMessage, SlackUser, Workspace } from './workspace.ts'

type Given = Readonly<Record<string, unknown>>

interface Method {
  readonly token: 'bot' | 'app'
  readonly run: (workspace: Workspace, given: Given, origin: string) => Result
}

/** The methods of the stub. Each refuses what Slack refuses, with Slack's error names. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': bot(undefined, ({ team, botUser }) => ({
    ok: true,
    url: 'https://council.slack.example/',
    team: 'Council',
    team_id: team,
    user: 'wsoa',
    user_id: botUser,
    bot_id: 'B0WSOA',
    is_enterprise_install: false,
  })),
  'apps.connections.open': {
    token: 'app',
    run: ({ socketUrl }) =>
      socketUrl === undefined ? refused('connections_not_enabled') : { ok: true, url: socketUrl },
  },
  'chat.postMessage': bot('chat:write', post),
  'chat.postEphemeral': bot('chat:write', postEphemeral),
  'chat.update': bot('chat:write', update),
  'chat.delete': bot('chat:write', remove),
  'conversations.open': bot('im:write', openConversation),
  'conversations.info': bot(undefined, info),
  'conversations.history': bot(undefined, history),
  'conversations.replies': bot(undefined, replies),
  'users.info': bot('users:read', (workspace, { user }) => {
    const found = workspace.users.get(String(user))
    return found ? { ok: true, user: profileOf(workspace, found) } : refused('user_not_found')
  }),
  'views.open': bot(undefined, openView),
  'views.update': bot(undefined, updateView),
  'views.publish': bot(undefined, publishView),
  'files.getUploadURLExternal': bot('files:write', (workspace, { filename, length }, origin) => {
    if (!filename || !(Number(length) > 0)) return refused('invalid_arguments')
    const { id } = workspace.newFile(String(filename), Number(length))
    return { ok: true, upload_url: `${origin}/upload/${id}`, file_id: id }
  }),
  'files.completeUploadExternal': bot('files:write', completeUpload),
  'files.info': bot('files:read', fileInfo),
}

function bot(scope: string | undefined, run: Method['run']): Method {
  return {
    token: 'bot',
    run: (workspace, given, origin) =>
      (scope === undefined ? undefined : missing(workspace, scope)) ?? run(workspace, given, origin),
  }
}

function refused(error: string, more: Given = {}): Result {
  return { ...more, ok: false, error }
}

function missing({ scopes }: Workspace, needed: string): Result | undefined {
  return scopes.includes(needed)
    ? undefined
    : refused('missing_scope', { needed, provided: scopes.join(',') })
}

function post(workspace: Workspace, given: Given): Result {
  const channel = workspace.channels.get(String(given.channel))
  const problem = notPostable(channel) ?? badContent(workspace, given) ?? badMetadata(given)
  if (problem) return problem
  const threadTs = given.thread_ts === undefined ? undefined : String(given.thread_ts)
  if (
    threadTs !== undefined &&
    !workspace.messagesIn(String(given.channel)).some((message) => message.ts === threadTs)
  ) {
    return refused('thread_not_found')
  }
  const ts = workspace.nextTs()
  workspace.messages.push(messageFrom(given, { ts, threadTs }))
  return { ok: true, channel: given.channel, ts, message: { text: given.text, ts } }
}

function postEphemeral(workspace: Workspace, given: Given): Result {
  const channel = workspace.channels.get(String(given.channel))
  const problem = notPostable(channel) ?? badContent(workspace, given)
  if (problem) return problem
  if (!workspace.users.has(String(given.user))) return refused('user_not_in_channel')
  const ts = workspace.nextTs()
  workspace.messages.push(messageFrom(given, { ts, threadTs: undefined }))
  return { ok: true, message_ts: ts }
}

function messageFrom(
  given: Given,
  { ts, threadTs }: { ts: string; threadTs: string | undefined },
): SlackMessage {
  return {
    ts,
    channel: String(given.channel),
    threadTs,
    text: String(given.text ?? ''),
    blocks: (given.blocks ?? []) as SlackMessage['blocks'],
    metadata: given.metadata,
    onlyFor: given.user === undefined ? undefined : String(given.user),
    file: undefined,
  }
}

function notPostable(channel: SlackChannel | undefined): Result | undefined {
  if (!channel || (channel.kind === 'private' && !channel.isMember)) return refused('channel_not_found')
  if (channel.isArchived) return refused('is_archived')
  if (channel.kind === 'public' && !channel.isMember) return refused('not_in_channel')
  if (channel.isRestricted) return refused('restricted_action')
  return undefined
}

function badContent(workspace: Workspace, given: Given): Result | undefined {
  const { text, blocks } = given
  if (!text && !blocks) return refused('no_text')
  if (blocks === undefined) return undefined
  if (!Array.isArray(blocks)) return refused('invalid_blocks_format')
  const messages = [...problemsOfBlocks(blocks, 'message'), ...badFiles(workspace, blocks)]
  if (messages.length > 0) return refused('invalid_blocks', { response_metadata: { messages } })
  return isTooLong(blocks) ? refused('msg_blocks_too_long') : undefined
}

function badFiles({ files }: Workspace, blocks: readonly Given[]): readonly string[] {
  const ids = blocks.flatMap((block) =>
    block.type === 'image' && block.slack_file ? [String((block.slack_file as Given).id)] : [],
  )
  return ids.filter((id) => !isScanned(files.get(id))).map((id) => `invalid slack file ${id}`)
}

function isScanned(file: { isComplete: boolean; scans: number } | undefined): boolean {
  return file?.isComplete === true && file.scans <= 0
}

function badMetadata({ metadata }: Given): Result | undefined {
  if (metadata === undefined) return undefined
  const { event_type: type, event_payload: payload } = (
    typeof metadata === 'object' && metadata !== null ? metadata : {}
  ) as Given
  return typeof type === 'string' && typeof payload === 'object' && payload !== null
    ? undefined
    : refused('invalid_metadata_format')
}

function update(workspace: Workspace, given: Given): Result {
  const at = workspace.messages.findIndex(
    (message) => message.ts === given.ts && message.channel === given.channel,
  )
  const before = workspace.messages[at]
  if (!workspace.channels.has(String(given.channel))) return refused('channel_not_found')
  if (!before) return refused('message_not_found')
  const problem = badContent(workspace, given) ?? badMetadata(given)
  if (problem) return problem
  const { ts, threadTs } = before
  workspace.messages[at] = messageFrom(
    { ...given, metadata: given.metadata ?? before.metadata },
    { ts, threadTs },
  )
  return { ok: true, channel: given.channel, ts }
}

function remove(workspace: Workspace, given: Given): Result {
  const at = workspace.messages.findIndex(
    (message) => message.ts === given.ts && message.channel === given.channel,
  )
  if (at < 0) return refused('message_not_found')
  workspace.messages.splice(at, 1)
  return { ok: true, channel: given.channel, ts: given.ts }
}

function openConversation(workspace: Workspace, { users }: Given): Result {
  const user = workspace.users.get(String(users))
  if (!user) return refused('user_not_found')
  if (user.isDeactivated) return refused('user_disabled')
  if (user.isBot) return refused('cannot_dm_bot')
  const id = `D${user.id.slice(1)}`
  const isOpen = workspace.channels.has(id)
  if (!isOpen) {
    workspace.channels.set(id, { id, name: user.id, kind: 'direct', isMember: true, user: user.id })
  }
  return { ok: true, already_open: isOpen, channel: { id } }
}

function info(workspace: Workspace, given: Given): Result {
  const channel = workspace.channels.get(String(given.channel))
  if (!channel || (channel.kind === 'private' && !channel.isMember)) return refused('channel_not_found')
  const problem = missing(workspace, `${PREFIXES[channel.kind]}:read`)
  if (problem) return problem
  return {
    ok: true,
    channel: {
      id: channel.id,
      name: channel.name,
      is_channel: channel.kind === 'public',
      is_private: channel.kind !== 'public',
      is_im: channel.kind === 'direct',
      is_member: channel.isMember ?? false,
      is_archived: channel.isArchived ?? false,
      ...channel.shared,
      ...(channel.user === undefined ? {} : { user: channel.user }),
    },
  }
}

/** The prefix of the scopes for each kind of channel. */
const PREFIXES = { public: 'channels', private: 'groups', direct: 'im' } as const

function history(workspace: Workspace, given: Given): Result {
  const channel = workspace.channels.get(String(given.channel))
  const problem = notReadable(workspace, channel)
  if (problem) return problem
  const all = workspace
    .messagesIn(String(given.channel))
    .filter((message) => message.threadTs === undefined && message.onlyFor === undefined)
  return listed(all.toReversed(), given)
}

/** A bot may read replies only in its own conversations with people. */
function replies(workspace: Workspace, given: Given): Result {
  const channel = workspace.channels.get(String(given.channel))
  const problem = notReadable(workspace, channel)
  if (problem) return problem
  if (channel?.kind !== 'direct') return refused('not_allowed_token_type')
  const all = workspace
    .messagesIn(channel.id)
    .filter(({ ts, threadTs }) => ts === given.ts || threadTs === given.ts)
  return all.length === 0 ? refused('thread_not_found') : listed(all, given)
}

function notReadable(workspace: Workspace, channel: SlackChannel | undefined): Result | undefined {
  if (!channel) return refused('channel_not_found')
  return (
    missing(workspace, `${PREFIXES[channel.kind]}:history`) ??
    (channel.isMember ? undefined : refused('not_in_channel'))
  )
}

const MOST_ON_A_PAGE = 15

function listed(all: readonly SlackMessage[], given: Given): Result {
  const within = all.filter(
    ({ ts }) =>
      (given.oldest === undefined || Number(ts) >= Number(given.oldest)) &&
      (given.latest === undefined || Number(ts) <= Number(given.latest)),
  )
  const from = Number(given.cursor ?? 0)
  const size = Math.min(Number(given.limit ?? MOST_ON_A_PAGE), MOST_ON_A_PAGE)
  const messages = within.slice(from, from + size).map(({ ts, text, blocks, threadTs, metadata }) => ({
    type: 'message',
    ts,
    text,
    blocks,
    bot_id: 'B0WSOA',
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(given.include_all_metadata === true && metadata !== undefined ? { metadata } : {}),
  }))
  const hasMore = from + size < within.length
  return {
    ok: true,
    messages,
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: String(from + size) } } : {}),
  }
}

function profileOf({ team, scopes }: Workspace, user: SlackUser): Given {
  return {
    id: user.id,
    team_id: user.team ?? team,
    name: user.name.toLowerCase().replace(/\s+/g, '.'),
    real_name: user.name,
    deleted: user.isDeactivated ?? false,
    is_restricted: user.isGuest ?? false,
    is_ultra_restricted: false,
    is_bot: user.isBot ?? false,
    is_stranger: user.team !== undefined,
    profile: {
      real_name: user.name,
      ...(user.email !== undefined && scopes.includes('users:read.email') ? { email: user.email } : {}),
    },
  }
}

function openView(workspace: Workspace, given: Given): Result {
  const trigger = String(given.trigger_id ?? '')
  if (trigger === '') return refused('invalid_arguments')
  if (workspace.usedTriggers.has(trigger)) return refused('exchanged_trigger_id')
  const problem = badView(given.view)
  if (problem) return problem
  workspace.usedTriggers.add(trigger)
  return kept(workspace, { id: workspace.nextId('V'), view: given.view as Given, user: undefined })
}

function updateView(workspace: Workspace, given: Given): Result {
  const before = workspace.views.get(String(given.view_id))
  if (!before) return refused('not_found')
  if (given.hash !== undefined && given.hash !== before.hash) return refused('hash_conflict')
  return (
    badView(given.view) ?? kept(workspace, { id: before.id, view: given.view as Given, user: before.user })
  )
}

function publishView(workspace: Workspace, given: Given): Result {
  const user = String(given.user_id)
  if (!workspace.users.has(user)) return refused('user_not_found')
  const before = [...workspace.views.values()].find((each) => each.user === user)
  if (given.hash !== undefined && given.hash !== before?.hash) return refused('hash_conflict')
  const problem = badView(given.view)
  if (problem) return problem
  return kept(workspace, { id: before?.id ?? workspace.nextId('V'), view: given.view as Given, user })
}

function badView(view: unknown): Result | undefined {
  const messages = problemsOfView(view)
  return messages.length === 0 ? undefined : refused('invalid_arguments', { response_metadata: { messages } })
}

function kept(
  workspace: Workspace,
  { id, view, user }: { id: string; view: Given; user: string | undefined },
): Result {
  const hash = workspace.nextId('h')
  workspace.views.set(id, { id, hash, view, user })
  return { ok: true, view: { ...view, id, hash, team_id: workspace.team } }
}

function completeUpload(workspace: Workspace, given: Given): Result {
  const asked = Array.isArray(given.files) ? (given.files as readonly Given[]) : []
  const found = asked.map(({ id }) => workspace.files.get(String(id)))
  if (asked.length === 0 || found.some((file) => file?.content === undefined)) {
    return refused('file_not_found')
  }
  const channel = given.channel_id === undefined ? undefined : String(given.channel_id)
  const problem = channel === undefined ? undefined : notPostable(workspace.channels.get(channel))
  if (problem) return problem
  for (const { id, title } of asked) {
    const file = workspace.files.get(String(id))
    if (!file) continue
    workspace.files.set(file.id, {
      ...file,
      title: title === undefined ? file.name : String(title),
      isComplete: true,
    })
    if (channel === undefined) continue
    workspace.messages.push({
      ts: workspace.nextTs(),
      channel,
      threadTs: given.thread_ts === undefined ? undefined : String(given.thread_ts),
      text: String(given.initial_comment ?? ''),
      blocks: [],
      metadata: undefined,
      onlyFor: undefined,
      file: file.id,
    })
  }
  return { ok: true, files: asked.map(({ id, title }) => ({ id, title })) }
}

function fileInfo(workspace: Workspace, { file: id }: Given): Result {
  const file = workspace.files.get(String(id))
  if (!file) return refused('file_not_found')
  workspace.files.set(file.id, { ...file, scans: file.scans - 1 })
  const isReady = file.isComplete && file.scans <= 0
  const shares = sharesOf(workspace, file.id)
  return {
    ok: true,
    file: {
      id: file.id,
      name: file.name,
      title: file.title,
      mimetype: isReady ? mimetypeOf(file.name) : '',
      shares,
    },
  }
}

function sharesOf({ messages, channels }: Workspace, id: string): Given {
  const shared = messages.filter(({ file }) => file === id)
  const of = (isPublic: boolean) =>
    Object.fromEntries(
      shared
        .filter(({ channel }) => (channels.get(channel)?.kind === 'public') === isPublic)
        .map(({ channel, ts, threadTs }) => [channel, [{ ts, thread_ts: threadTs }]]),
    )
  return { public: of(true), private: of(false) }
}

function mimetypeOf(name: string): string {
  if (name.endsWith('.png')) return 'image/png'
  return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
}
