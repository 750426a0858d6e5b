import type { PlatformFile } from '../platform.ts'

const slack: PlatformFile = {
  title: 'Slack',
  isConfigured: (settings) => settings.SLACK_BOT_TOKEN !== undefined,
  open: async (opening) => (await import('./slack/open.ts')).openSlack(opening),
}

export default slack
