/** The formulas that stand beside what they define, in TeX; lines are parted where a narrow column needs it. */
export const formulas = {
  entropy: [String.raw`H_i = \log\sigma_i + \tfrac12\log 2\pi e`],
  discarding: [
    String.raw`\max_\sigma\ \tfrac1n\textstyle\sum_i\log\sigma_i \ \text{ with } g(\sigma) = c`,
    String.raw`g(\sigma) = \dfrac{\mathbb E\,\lVert h(x+\sigma\varepsilon)-h(x)\rVert^2}{\mathbb E\,\lVert h(x+\tau\varepsilon)-h(x)\rVert^2}`,
  ],
  mean: [String.raw`\bar H = \tfrac1n\textstyle\sum_i H_i`],
  uniform: [String.raw`g(\sigma_{\text{uniform}}) = c`, String.raw`H_{\text{uniform}} = \log\sigma_{\text{uniform}} + \tfrac12\log 2\pi e`],
  distortion: [String.raw`g(\sigma) = \dfrac{\mathbb E\,\lVert h(x+\sigma\varepsilon)-h(x)\rVert^2}{\mathbb E\,\lVert h(x+\tau\varepsilon)-h(x)\rVert^2}`],
  budget: [String.raw`g(\sigma) = c`, String.raw`\sigma_{\text{uniform}} \approx \tau\sqrt c`],
  noise: [String.raw`\delta^2 = \mathbb E\,\tfrac1m\lVert h(x+\tau\varepsilon)-h(x)\rVert^2`],
  relative: [String.raw`\Delta H_i = \log\dfrac{\sigma_i}{\sigma_{\text{uniform}}}`, String.raw`g(\sigma) = g(\sigma_{\text{uniform}}) = c`],
  concentration: [String.raw`C = \tfrac1{|B|}\textstyle\sum_{i\in B} H_i - \tfrac1{|F|}\sum_{i\in F} H_i`],
  knowledge: [String.raw`K = \{\,i : H_i < \tfrac1{|B|}\textstyle\sum_{j\in B} H_j - b\,\}`, String.raw`\text{share inside} = |K\cap F| \,/\, |K|`],
  gain: [String.raw`\text{gain} = \tfrac1n\textstyle\sum_i \Delta H_i \ge 0`],
  reconstruction: [
    String.raw`\mathrm{RU}_i = \tfrac12\log\!\big(2\pi e\,\mathbb E(\hat x_i-x_i)^2\big)`,
    String.raw`\hat x = D\big(h(x+\sigma\varepsilon)\big),\quad g(\sigma)=c`,
  ],
  gradient: [String.raw`A_i = \lVert (\nabla_x F)_i \rVert`],
  'gradient-input': [String.raw`A_i = (x-x_0)_i\cdot(\nabla_x F)_i`],
  smoothgrad: [String.raw`A_i = \big\lVert\, \mathbb E\,\big(\nabla_x F(x+s\,\varepsilon)\big)_i \big\rVert`],
  'integrated-gradients': [
    String.raw`A_i = (x-x_0)_i\cdot\!\int_0^1\!\big(\nabla_x F(x_t)\big)_i\,dt`,
    String.raw`x_t = x_0 + t\,(x-x_0)`,
  ],
  'grad-cam': [
    String.raw`A = \mathrm{ReLU}\big(\textstyle\sum_k \alpha_k h_k\big)`,
    String.raw`\alpha_k = \operatorname{mean}\ \partial F/\partial h_k`,
  ],
  occlusion: [String.raw`A_i = F(x) - \tfrac1{|P_i|}\textstyle\sum_{p\in P_i} F(x\setminus p)`],
} as const satisfies Record<string, readonly string[]>;

export type FormulaName = keyof typeof formulas;
