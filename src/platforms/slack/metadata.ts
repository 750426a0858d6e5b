/** The kind of metadata that every message of ours carries; its payload names the delivery. */
export const DELIVERY_EVENT = 'wsoa_delivery'
