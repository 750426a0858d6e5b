/** The plan files of this repository. The demo opens on the first. */
export const DEMO_PLANS = [
  'data/plans/thurrock-wsoa-2019.yaml',
  'data/plans/thurrock-sif-2016.yaml',
  'data/plans/thurrock-peer-review-2017.yaml',
  'data/plans/southend-peer-review-2021.yaml',
  'data/plans/thurrock-forward-plan-2017.yaml',
] as const
