// What the app needs in a workspace. A test checks that the manifest declares exactly this.

export const COMMAND = '/wsoa'
export const PATH = '/slack/events'

/** The message shortcut "Record as update". */
export const SHORTCUT = 'record_as_update'

/** The events we listen to, with the scope that Slack requires for each. */
export const EVENTS = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
  app_home_opened: null,
  member_joined_channel: 'channels:read',
} as const

/** The Web API methods we call with the bot token, with the scopes that each needs. */
export const METHODS: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.info': ['files:read'],
  // For channels these also need OPTIONAL_SCOPES.
  'conversations.history': ['im:history'],
  'conversations.replies': ['im:history'],
  'users.info': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
}

/** With these, a message that may have arrived is looked for in its channel; without them the coordinator is asked. */
export const OPTIONAL_SCOPES: readonly string[] = ['channels:history', 'groups:history']

/** Slash commands and the shortcut need it. */
const COMMANDS_SCOPE = 'commands'

export const SCOPES: readonly string[] = [
  ...new Set([
    COMMANDS_SCOPE,
    ...Object.values(EVENTS).flatMap((scope) => (scope === null ? [] : [scope])),
    ...Object.values(METHODS).flat(),
  ]),
].sort()
