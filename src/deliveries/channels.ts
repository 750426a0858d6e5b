import type { Channel } from '../../data/channels.ts'
import type { Context } from '../command.ts'
import { UserError } from '../errors.ts'
import { platformTitle } from '../people/linking.ts'

/** @throws UserError unless the coordinator speaks */
export function checkChannelRight({ speaker }: Context): void {
  if (speaker.isCoordinator) return
  throw new UserError('refused', 'Only the coordinator says where boards are told. Nothing was changed.')
}

export function placeText({ name, platform }: Pick<Channel, 'name' | 'platform'>): string {
  return `${name} on ${platformTitle(platform)}`
}
