// How far a value stays from its limit.

/** '34 % below', 'at the limit', '0.5 points above'; null where the value is not known. @param atLeast whether the limit is a lower one, a share. */
export function slackOf(value, limit, atLeast = false) {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  if (atLeast) {
    const points = Number(((value - limit) * 100).toFixed(1));
    return points === 0 ? 'at the limit' : `${Math.abs(points)} points ${points > 0 ? 'above' : 'below'}`;
  }
  if (limit === 0) return value === 0 ? 'at the limit' : value < 0 ? 'below it' : 'above it';
  const share = Number(((limit - value) / limit * 100).toFixed(Math.abs(limit - value) / limit < 0.1 ? 1 : 0));
  return share === 0 ? 'at the limit' : `${Math.abs(share)} % ${share > 0 ? 'below' : 'above'}`;
}
