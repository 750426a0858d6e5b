import type { PlanModel } from '../../data/plans.ts'
import type { Context } from '../command.ts'
import { didYouMean } from '../domain/did-you-mean.ts'
import { listed } from '../domain/format.ts'
import type { Body } from '../domain/plan.ts'
import { findBody } from '../domain/request.ts'
import { UserError } from '../errors.ts'

/**
 * Finds a body by its code, its name or an alias.
 * @throws UserError with the nearest names
 */
export function bodyCalled(name: string, { bodies }: Pick<PlanModel, 'bodies'>): Body {
  const body = findBody(bodies, name)
  if (body) return body
  const known = bodies.flatMap(({ code, aliases }) => [code, ...aliases])
  const meant = didYouMean(name, known)
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.join(' or ')}?`
      : `Expected one of ${listed(
          bodies.map(({ code }) => code),
          'or',
        )}.`
  throw new UserError('unknown', `There is no board or group "${name}". ${hint}`)
}

/** The bodies that somebody sits on, reports to or keeps the calendar of. */
export function ownBodies({ model, speaker }: Pick<Context, 'model' | 'speaker'>): readonly Body[] {
  const { bodies, plan } = model
  const own = new Set([...speaker.chairs, ...speaker.deputises, ...speaker.memberOf])
  const isOfficer = model.roles.some(({ code, kind }) => kind === 'officer' && speaker.roles.includes(code))
  const seeing = [...plan.policies.recommends, plan.policies.decidesDates]
  return bodies.filter(
    ({ code }) => speaker.isCoordinator || own.has(code) || (isOfficer && seeing.includes(code)),
  )
}
