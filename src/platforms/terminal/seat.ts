/** Who sits at the terminal and what they have seen. It changes as they type. */
export interface Seat {
  /** Undefined while the terminal only prints what is sent. */
  userId: string | undefined
  /** Reads the demo's clock. Set while the clock is being moved on. */
  movingClock: (() => string) | undefined
  /** The last time of the clock that was printed above a message. */
  timeShown: string | undefined
}
