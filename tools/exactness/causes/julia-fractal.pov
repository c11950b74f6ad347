#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 2, -6> look_at <0, 0.6, 0> right x * image_width / image_height }
light_source { <4, 8, -6>, 1 }
plane { y, 0 pigment { checker rgb 0.9, rgb <0.4, 0.5, 0.6> } }
julia_fractal { <-0.083, 0, -0.83, -0.025> quaternion sqr max_iteration 8 precision 40 translate 1.2 * y pigment { rgb <0.8, 0.5, 0.3> } }
