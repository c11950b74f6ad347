/** Of all packages of this project. */
export const version = '0.1.0';
