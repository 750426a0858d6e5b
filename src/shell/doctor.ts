import { listPlans } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { count } from '../domain/format.ts'
import { EXIT } from '../exit.ts'
import { type Machine, settingsOf } from '../session.ts'
import { configuredPlatforms } from '../settings.ts'
import { type Timed, withSession } from './with-session.ts'

export async function doctor(machine: Machine, options: Timed): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const { entries, broken } = await verifyTrail(session.db)
    const plans = await listPlans(session.db)
    const checks = [
      { name: 'Node', ok: true, text: process.version },
      { name: 'settings', ok: true, text: 'complete' },
      {
        name: 'database',
        ok: true,
        text: `${settings.DATABASE_URL ?? 'the demo’s'}, write-ahead log, every commit flushed`,
      },
      {
        name: 'plans',
        ok: plans.length > 0,
        text: plans.map((plan) => plan.code).join(', ') || 'none: wsoa import <plan.yaml>',
      },
      {
        name: 'trail',
        ok: broken === null,
        text: broken
          ? `broken at #${broken.seq}: restore a backup`
          : `intact, ${count(entries, 'entry', 'entries')}`,
      },
      {
        name: 'platforms',
        ok: true,
        text: configuredPlatforms(settings).join(', ') || 'none configured: the terminal only',
      },
    ]
    machine.output.write(
      options.json
        ? `${JSON.stringify(checks)}\n`
        : `${checks.map((each) => `${each.ok ? 'ok   ' : 'wrong'}  ${each.name}: ${each.text}`).join('\n')}\n`,
    )
    return checks.every((each) => each.ok) ? EXIT.done : EXIT.internal
  })
}
