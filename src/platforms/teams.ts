import type { PlatformFile } from '../platform.ts'

/** Microsoft Teams. An SDK for it costs half a second and 48 MB, so one is loaded only when Teams is configured. */
const teams: PlatformFile = {
  title: 'Microsoft Teams',
  isConfigured: ({ MicrosoftAppId, TEAMS_ALLOW_UNAUTHENTICATED }) =>
    MicrosoftAppId !== undefined || TEAMS_ALLOW_UNAUTHENTICATED !== undefined,
  notice: ({ TEAMS_SDK }) =>
    TEAMS_SDK === 'agents'
      ? 'TEAMS_SDK=agents is experimental: Microsoft Teams is called by the 365 Agents SDK. To go back to botbuilder, remove TEAMS_SDK and start again.'
      : undefined,
  open: async (opening) => {
    const { openTeams } = await import('./teams/open.ts')
    return openTeams(opening)
  },
}

export default teams
