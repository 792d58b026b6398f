/** Whether the tests that take minutes run whole (`npm run test:all`), or a part that says the same of fewer layers and pictures. */
export const IS_WHOLE = process.env['PIXELSIEVE_TESTS'] === 'all';
