import type { PlatformFile } from '../platform.ts'

/** Microsoft Teams. Its SDK costs half a second and 48 MB, so it is loaded only when Teams is configured. */
const teams: PlatformFile = {
  title: 'Microsoft Teams',
  isConfigured: ({ MicrosoftAppId, TEAMS_ALLOW_UNAUTHENTICATED }) =>
    MicrosoftAppId !== undefined || TEAMS_ALLOW_UNAUTHENTICATED !== undefined,
  open: async (opening) => {
    const { openTeams } = await import('./teams/open.ts')
    return openTeams(opening)
  },
}

export default teams
