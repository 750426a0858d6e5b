import { CommanderError, Option, Command as Program } from 'commander'
import { failureOf, sentenceOf } from '../../data/engine/failure.ts'
import { heldBack } from '../domain/held-back.ts'
import { cleanText } from '../domain/text.ts'
import { SetupError, UserError } from '../errors.ts'
import { DIGEST_FORMATS, FORMATS } from './formats.ts'
import { faultText } from './last-words.ts'
import { EXIT, type Machine } from './session.ts'
import { QUESTIONS } from './setup/questions.ts'
import { usageSentence } from './usage.ts'

/** Loaded on demand, to keep the service small. */
const shell = {
  backup: () => import('./backup.ts'),
  calendar: () => import('./calendar.ts'),
  config: () => import('./config.ts'),
  digest: () => import('./digest.ts'),
  doctor: () => import('./doctor.ts'),
  exporting: () => import('./export.ts'),
  healthcheck: () => import('./healthcheck.ts'),
  importing: () => import('./import.ts'),
  importingPeople: () => import('./import-people.ts'),
  importingTracker: () => import('./import-tracker.ts'),
  migrate: () => import('./migrate.ts'),
  paper: () => import('./paper.ts'),
  planFiles: () => import('./plan-files.ts'),
  read: () => import('./read.ts'),
  record: () => import('./record.ts'),
  say: () => import('./say.ts'),
  secrets: () => import('./secrets.ts'),
  setup: () => import('./setup.ts'),
  slackManifest: () => import('./slack-manifest.ts'),
  start: () => import('./start.ts'),
  teamsPackage: () => import('./teams-package.ts'),
  tracker: () => import('./tracker.ts'),
}

/** Runs one command line and returns the exit code. */
export async function runCli(argv: readonly string[], machine: Machine): Promise<number> {
  let exit: number = EXIT.done
  const program = programOf(machine, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...argv])
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.refused
    return explain(error, machine)
  }
}

function programOf(machine: Machine, leave: (code: number) => void): Program {
  const program = new Program('wsoa')
    .description(
      'Keeps an improvement plan: who owns what, how it stands, what is overdue, what boards decide.',
    )
    .showHelpAfterError('(wsoa --help lists the commands; to say a line of the chat: wsoa say "overdue")')
    .configureOutput({
      writeOut: (text) => machine.output.write(text),
      writeErr: (text) => machine.errors.write(`${cleanText(usageSentence(text))}\n`),
    })
    .exitOverride()
  const context: Context = {
    machine,
    leave,
    command: (name, description) => program.command(name).description(description),
  }
  for (const add of [addTalk, addPlanFiles, addMeetings, addRecord, addBackups, addSetup]) add(context)
  return program
}

interface Context {
  readonly machine: Machine
  readonly leave: (code: number) => void
  readonly command: (name: string, description: string) => Program
}

function timed(command: Program): Program {
  return command
    .option('--now <time>', 'another time than the clock’s')
    .option('--json', 'print JSON for scripts')
}

function speaking(command: Program): Program {
  return command
    .option('--as <who>', 'a role code, coordinator, chair:<body>, member:<body> or stranger', 'coordinator')
    .option('--now <time>', 'another time than the clock’s: 2020-11-24 or an ISO instant')
    .option('--json', 'print JSON for scripts')
}

function addTalk({ machine, leave, command }: Context): void {
  speaking(command('start', 'run every platform that is configured; with none, the demo in this terminal'))
    .option('--fresh', 'reset the demo')
    .action(async (options) => leave(await (await shell.start()).start(machine, options)))
  speaking(command('chat', 'talk in this terminal')).action(async (options) =>
    leave(await (await shell.start()).start(machine, { ...options, chat: true })),
  )
  speaking(command('say', 'say one line and print the answer'))
    .argument('<line...>')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'))
    .action(async (words, options) => leave(await (await shell.say()).say(machine, words.join(' '), options)))
  speaking(command('parse', 'show what a line would be understood to be; changes nothing'))
    .argument('<line...>')
    .action(async (words, options) =>
      leave(await (await shell.say()).parse(machine, words.join(' '), options)),
    )
}

function addPlanFiles({ machine, leave, command }: Context): void {
  command('check', 'check a plan file: errors and questions, with line and column')
    .argument('<file>')
    .option('--json', 'print JSON for scripts')
    .action(async (file, options) => leave(await (await shell.planFiles()).check(machine, file, options)))
  timed(command('read', 'read a plan from a Word, Excel or CSV file, and print it as a plan file'))
    .argument('<file>')
    .option('--answers <file>', 'answers to what the document leaves open')
    .option('--table <number>', 'the table that holds the plan')
    .option('--sheet <name>', 'the sheet that holds the plan')
    .option('--plan <code>', 'the code of the plan')
    .addOption(
      new Option('--as <what>', 'what the file holds, where it is not plain').choices([
        'plan',
        'updates',
        'people',
      ]),
    )
    .action(async (file, options) => leave(await readAny(machine, file, options)))
  timed(
    command('import', 'bring a plan in line with its file, or with a document; says first what it will do'),
  )
    .argument('<file>')
    .option('--table <number>', 'of a document: the table that holds the plan')
    .option('--sheet <name>', 'of a workbook: the sheet that holds the plan')
    .option('--plan <code>', 'of a document or a tracker: the code of the plan')
    .option('--dry-run', 'only say what it would do')
    .option('--missing <what>', 'items that are not in the file: stay, or left:<reason>')
    .option('--answers <file>', 'answers to what the file leaves open')
    .option('--plan-questions [file]', 'write that file with blanks, and import nothing')
    .addOption(
      new Option('--as <what>', 'what the file holds, where it is not plain').choices([
        'plan',
        'updates',
        'people',
      ]),
    )
    .option('--decided <sitting>', 'who decided the changes: "Improvement Board, 8 Dec 2020, minute 4.3"')
    .action(async (file, options) => leave(await importAny(machine, file, options)))
  timed(command('tracker', 'write the tracker of a plan, as Excel or Word, to be filled in and imported'))
    .option('--plan <code>', 'the plan, where there are several')
    .option(
      '--out <file>',
      'where to write it: <plan>-tracker-<day>.xlsx in this folder, unless said otherwise',
    )
    .addOption(new Option('--format <format>', 'Excel or Word').choices(['xlsx', 'docx']))
    .action(async (options) => leave(await (await shell.tracker()).tracker(machine, options)))
  timed(command('forms', 'write a return form for each person: their items, as Excel or Word, to fill in'))
    .option('--plan <code>', 'the plan, where there are several')
    .option('--to <folder>', 'where to write them', 'forms')
    .addOption(new Option('--format <format>', 'Excel or Word').choices(['xlsx', 'docx']))
    .action(async (options) => leave(await (await shell.tracker()).forms(machine, options)))
  timed(command('export', 'write everything that is recorded into a folder, to keep or to take elsewhere'))
    .option('--to <folder>', 'a folder that is new or empty')
    .option('--plan <code>', 'one plan alone')
    .option('--replace', 'put it in the place of an earlier export')
    .option('--with-restricted', 'restricted texts too; the trail notes it')
    .action(async (options) => leave(await (await shell.exporting()).exportFolder(machine, options)))
}

interface AnyFlags {
  readonly as?: string
  readonly answers?: string
}

/** A list of people, a tracker that came back, or a plan. */
async function importAny(machine: Machine, file: string, options: AnyFlags): Promise<number> {
  return (
    (await (await shell.importingPeople()).importIfPeople(machine, file, options)) ??
    (await (await shell.importingTracker()).importIfTracker(machine, file, options)) ??
    (await shell.importing()).importFile(machine, file, options)
  )
}

/** Of a list of people or a tracker: what importing it would change and ask. */
async function readAny(machine: Machine, file: string, options: AnyFlags): Promise<number> {
  const tracker = await shell.importingTracker()
  return (
    (await (await shell.importingPeople()).importIfPeople(machine, file, { ...options, dryRun: true })) ??
    (await tracker.importIfTracker(machine, file, { ...options, dryRun: true })) ??
    (await shell.read()).read(machine, file, options)
  )
}

function addMeetings({ machine, leave, command }: Context): void {
  speaking(command('digest', 'print what a board or group is told for its next meeting'))
    .argument('<body...>')
    .option('--meeting <day>', 'the meeting on this day: 2020-12-08')
    .addOption(new Option('--format <format>', 'how to print it').choices(DIGEST_FORMATS).default('text'))
    .action(async (words, options) =>
      leave(await (await shell.digest()).digest(machine, words.join(' '), options)),
    )
  timed(command('calendar', 'print a body’s meetings, cut-offs and digest days as a calendar file (.ics)'))
    .argument('<body...>')
    .option('--months <number>', 'how far ahead, 1 to 12', '6')
    .action(async (words, options) =>
      leave(await (await shell.calendar()).calendar(machine, words.join(' '), options)),
    )
  speaking(command('paper', 'write the paper of a board or group for its next meeting, as a .docx'))
    .argument('<body...>')
    .option('--meeting <day>', 'the meeting on this day: 2020-12-08')
    .option('--out <file>', 'where to write it: <body>-<day>.docx in this folder, unless said otherwise')
    .action(async (words, options) =>
      leave(await (await shell.paper()).paper(machine, words.join(' '), options)),
    )
}

function addRecord({ machine, leave, command }: Context): void {
  timed(command('tick', 'carry out what is due now')).action(async (options) =>
    leave(await (await shell.record()).tickOnce(machine, options)),
  )
  timed(command('deliveries', 'list what was sent and what is to be sent')).action(async (options) =>
    leave(await (await shell.record()).deliveries(machine, options)),
  )
  timed(command('trail', 'list every change, or those of one item'))
    .argument('[ref]')
    .action(async (ref, options) => leave(await (await shell.record()).trail(machine, ref, options)))
  const audit = command('audit', 'check the record')
  timed(
    audit.command('verify').description('find a changed, removed or reordered entry of the trail'),
  ).action(async (options) => leave(await (await shell.record()).auditVerify(machine, options)))
}

function addBackups({ machine, leave, command }: Context): void {
  command('backup', 'back up the database while the service runs, and read the backup back')
    .option('--to <folder>', 'where to, in the place of BACKUP_DIR')
    .option('--nightly', 'for a timer: delete the oldest nightly ones beyond BACKUP_KEEP')
    .option('--json', 'print JSON for scripts')
    .action(async (options) => leave(await (await shell.backup()).backup(machine, options)))
  command('migrate', 'bring the database up to date with this version, after a backup')
    .option('--check', 'only try it on a copy; the database stays as it is')
    .option('--json', 'print JSON for scripts')
    .action(async (options) => leave(await (await shell.migrate()).migrate(machine, options)))
  command('restore', 'put a backup in the place of the database, which is set aside; stop the service first')
    .argument('<file>')
    .option('--another', 'even if it is of another database than the one that is there')
    .option('--json', 'print JSON for scripts')
    .action(async (file, options) => leave(await (await shell.backup()).restore(machine, file, options)))
}

function addSetup({ machine, leave, command }: Context): void {
  const setup = command(
    'setup',
    'set it up: asks, writes .env, makes the database, and checks what came of it',
  ).option('--yes', 'replace what is in .env without asking')
  for (const { flag, what } of QUESTIONS) setup.option(`--${flag} <value>`, what)
  setup.action(async (options: Readonly<Record<string, string | true | undefined>>) => {
    const given = Object.fromEntries(
      QUESTIONS.map(({ flag }) => [flag, options[camelCased(flag)]] as const).filter(
        (each): each is [string, string] => typeof each[1] === 'string',
      ),
    )
    leave(await (await shell.setup()).setup(machine, { given, yes: options.yes === true }))
  })
  command('slack-manifest', 'print the manifest to make the Slack app from')
    .option('--url <address>', 'the public address of the service: https://wsoa.example.org')
    .option('--socket', 'for Socket Mode, without a public address')
    .action(async (options) => leave((await shell.slackManifest()).slackManifest(machine, options)))
  command('teams-package', 'write the app package that a Teams admin uploads')
    .option('--out <file>', 'where to write it', 'wsoa-teams.zip')
    .option('--version <version>', 'its version, such as 1.2.0: it rises by itself over an earlier file')
    .action(async (options) => leave(await (await shell.teamsPackage()).teamsPackage(machine, options)))
  const secrets = command('secrets', 'keep the keys that sign links')
  secrets
    .command('rotate')
    .description('make a new key; links that are out work until they lapse')
    .option('--json', 'print JSON for scripts')
    .action(async (options) => leave(await (await shell.secrets()).rotateSecrets(machine, options)))
  command('config', 'show the settings that are in force, secrets masked')
    .option('--json', 'print JSON for scripts')
    .action(async (options) => leave((await shell.config()).config(machine, options)))
  command('healthcheck', 'ask the service on this machine whether it runs')
    .option('--ready', 'whether it does its work, and what keeps it from it')
    .action(async (options) => leave(await (await shell.healthcheck()).healthcheck(machine, options)))
  timed(command('doctor', 'check the installation and say what to fix')).action(async (options) =>
    leave(await (await shell.doctor()).doctor(machine, options)),
  )
}

/** As the flags are named once they are read. */
function camelCased(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** The only place where an error that stops the program becomes a sentence. */
function explain(error: unknown, machine: Machine): number {
  const stop = (text: string, code: number) => {
    // The text may repeat what was typed, or a name from a file.
    machine.errors.write(`wsoa: ${cleanText(heldBack(text))}\n`)
    return code
  }
  if (error instanceof UserError) return stop(error.message, EXIT.refused)
  if (error instanceof SetupError) return stop(error.message, EXIT.setup)
  if (failureOf(error)) return stop(sentenceOf(error), EXIT.internal)
  machine.errors.write(`${faultText(error)}\n`)
  return EXIT.internal
}
