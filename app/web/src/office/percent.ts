/** Writes a share with one decimal, but never something as nothing nor less than all as all. */
export function percentIn(format: (rate: number) => string, rate: number): string {
  if (rate > 0 && rate < 0.0005) return `<${format(0.001)}`
  return rate >= 0.9995 && rate < 1 ? `>${format(0.999)}` : format(rate)
}
