/** What the app needs of a workspace: the manifest declares these and nothing else, which a test holds. */

export const COMMAND = '/wsoa'
export const PATH = '/slack/events'

/** The message shortcut "Record as update". */
export const SHORTCUT = 'record_as_update'

/** Every event that is listened to, with the scope that Slack wants for it. */
export const EVENTS = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
  app_home_opened: null,
} as const

/** Every Web API method that is called, with the scopes that it needs. */
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
  // In channels only where OPTIONAL_SCOPES are granted.
  'conversations.history': ['im:history'],
  'conversations.replies': ['im:history'],
  'users.info': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
}

/** With them a message that may have arrived is looked for in its channel; without them the coordinator is asked. */
export const OPTIONAL_SCOPES: readonly string[] = ['channels:history', 'groups:history']

/** For slash commands and for the shortcut. */
const COMMANDS_SCOPE = 'commands'

export const SCOPES: readonly string[] = [
  ...new Set([
    COMMANDS_SCOPE,
    ...Object.values(EVENTS).flatMap((scope) => (scope === null ? [] : [scope])),
    ...Object.values(METHODS).flat(),
  ]),
].sort()
