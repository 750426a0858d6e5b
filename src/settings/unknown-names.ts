import { didYouMean } from '../domain/did-you-mean.ts'

/** Names that begin so are for wsoa, so one that it does not know is a mistake. */
const OURS = /^(?:SLACK_|TEAMS_|MicrosoftApp)/i
/** Other programs read these. */
const OF_OTHERS = /^(?:https?|ftp|all|no)_proxy$/i

/** What is wrong with names that are no settings: those of our families, and slips in the name of a setting that is not set. */
export function unknownNames(
  environment: Readonly<Record<string, string>>,
  known: readonly string[],
): readonly string[] {
  const unset = known.filter((name) => environment[name] === undefined)
  return Object.keys(environment).flatMap((name) => {
    if (known.includes(name) || OF_OTHERS.test(name)) return []
    const [nearest] = didYouMean(name, unset, 1)
    if (nearest !== undefined) return [`${name} is no setting of wsoa: did you mean ${nearest}?`]
    return OURS.test(name)
      ? [`${name} is no setting of wsoa: remove it. .env.example lists all that there are.`]
      : []
  })
}
