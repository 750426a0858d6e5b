import type { Channel } from '../../data/channels.ts'
import { platformTitle } from '../domain/format.ts'

export function placeText({ name, platform }: Pick<Channel, 'name' | 'platform'>): string {
  return `${name} on ${platformTitle(platform)}`
}
