import { parseEnv } from 'node:util'
import { parse } from 'yaml'
import { SetupError, UserError } from '../errors.ts'
import { readSettings } from '../settings.ts'
import { DEMO_PLANS } from './demo-plans.ts'
import { doctor } from './doctor.ts'
import { isTerminal } from './import/ask.ts'
import { importFile } from './import.ts'
import { readPlan } from './plan-files.ts'
import { projectFile } from './project.ts'
import { EXIT, type Machine } from './session.ts'
import { agrees, answersTo, CANCELLED } from './setup/answers.ts'
import { changesIn, withValues, writeEnv } from './setup/env-file.ts'
import { type Given, QUESTIONS } from './setup/questions.ts'
import { manifestText } from './slack-manifest.ts'
import { teamsPackage } from './teams-package.ts'

interface Flags {
  readonly given: Given
  /** What is in `.env` may be replaced without asking. */
  readonly yes?: boolean
}

/**
 * Asks what the service needs, writes `.env`, makes the database with a plan, and looks at the result. Until everything is
 * answered and agreed to, nothing is written.
 */
export async function setup(machine: Machine, { given: flags, yes = false }: Flags): Promise<number> {
  const { output } = machine
  const given = await answersTo(machine, { flags, beforeTokens: (known) => output.write(slackText(known)) })
  if (given === CANCELLED) return cancelled(machine)
  const path = given.plan === 'sample' ? projectFile(DEMO_PLANS[0]) : (given.plan ?? '')
  await checkPlan(path)
  const text = withValues(settingsIn(given))
  readSettings({ ...parseEnv(text), ...machine.environment })
  const changes = changesIn(text)
  const lines = changes.map((each) => `  ${each.text}\n`).join('')
  output.write(changes.length === 0 ? 'In .env nothing changes.\n' : `In .env:\n${lines}`)
  if (isTerminal(machine) && !yes) {
    if (!(await agrees(machine, 'Write it, and make the database?'))) return cancelled(machine)
  } else if (!yes && changes.some(({ isOver }) => isOver)) {
    throw new UserError(
      'invalid',
      'This replaces what is set in .env. Nothing was written. If that is meant, add: --yes',
    )
  }
  if (changes.length > 0) {
    const copy = writeEnv(text, machine.machineNow())
    output.write(
      `.env is written, for you alone to read.${copy === undefined ? '' : ` What was there is in ${copy}.`}\n`,
    )
  }
  const imported = await importFile(machine, path, {})
  if (imported !== EXIT.done) return imported
  if (given['microsoft-app-id'] !== undefined && given['public-url'] !== undefined)
    await teamsPackage(machine, { out: 'wsoa-teams.zip' })
  output.write('\nIs everything in place?\n')
  return doctor(machine, {})
}

function cancelled({ errors }: Machine): number {
  errors.write('wsoa: nothing was written. Begin again with: wsoa setup\n')
  return EXIT.refused
}

function settingsIn(given: Given): Readonly<Record<string, string>> {
  return Object.fromEntries(
    QUESTIONS.flatMap(({ flag, setting }) => {
      const value = given[flag]
      return setting === undefined || value === undefined ? [] : [[setting, value]]
    }),
  )
}

async function checkPlan(path: string): Promise<void> {
  const { plan, errors } = await readPlan(path)
  if (plan) return
  throw new SetupError(
    `${path} has ${errors.length} errors, so nothing was written. See them with: wsoa check ${path}`,
  )
}

/** The link that opens Slack’s page for a new app with everything filled in. */
function slackText(given: Given): string {
  const url = given['public-url']
  const form =
    given['slack-mode'] === 'socket' ? ({ mode: 'socket' } as const) : ({ mode: 'http', url } as const)
  const manifest: unknown = parse(manifestText(form))
  const address = new URL('https://api.slack.com/apps')
  address.searchParams.set('new_app', '1')
  address.searchParams.set('manifest_json', JSON.stringify(manifest))
  return `To make the Slack app, open this link, choose the workspace, and install it there:\n${address.href}\n`
}
