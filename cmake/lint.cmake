# `cmake --build build --target lint`: formatting, clang-tidy, cppcheck, luacheck and the floors, with the settings in the tree.
add_custom_target(lint
  COMMAND ${CMAKE_SOURCE_DIR}/tests/lint.sh ${CMAKE_BINARY_DIR}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  VERBATIM)
