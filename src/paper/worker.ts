import { parentPort, workerData } from 'node:worker_threads'
import { make, type Order } from './making.ts'

const bytes = await make(workerData as Order)
parentPort?.postMessage(bytes)
