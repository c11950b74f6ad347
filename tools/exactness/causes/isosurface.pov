#version 3.7;
#include "functions.inc"
global_settings { assumed_gamma 1 }
#default { finish { ambient 0.1 diffuse 0.9 } }
camera { location <0, 2, -5> right x * image_width / image_height look_at 0 }
light_source { <9, 15, -9>, 1 }
isosurface {
  function { y - f_noise3d(3 * x, 0, 3 * z) * 2 + 1 }
  contained_by { box { -1.9, 1.9 } }
  evaluate 0.3, 1.05, 0.999
  max_gradient 0.1
  accuracy 0.0001
  pigment { rgb <0.3, 0.7, 1> }
}
